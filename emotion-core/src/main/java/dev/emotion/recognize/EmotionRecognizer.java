package dev.emotion.recognize;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.DetectedFace;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.FacePrediction;
import dev.emotion.ImageException;
import dev.emotion.ImagePrediction;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.detect.BlazeFaceDetector;
import dev.emotion.detect.FaceDetector;
import dev.emotion.engine.Compute;
import dev.emotion.image.FaceCropper;
import dev.emotion.image.ImageFiles;
import dev.emotion.image.OpenCv;
import dev.emotion.image.PixelBudget;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelSource;
import dev.emotion.system.Parallel;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Finds the faces in images and says what emotion each shows.
 *
 * <pre>{@code
 * try (EmotionRecognizer recognizer = EmotionRecognizer.bundled()) {
 *   for (FacePrediction face : recognizer.recognize(Path.of("photo.jpg")).faces()) {
 *     System.out.println(face.box() + " " + face.emotion() + " " + face.probability("happy"));
 *   }
 * }
 * }</pre>
 *
 * <p>Thread-safe where its detector and classifier are, as all of emotion's own are: open one, and
 * share it. It holds native memory until it is closed. A call that is under way then ends with its
 * answer, or is refused like those after it: {@link IllegalStateException}.
 */
public final class EmotionRecognizer implements AutoCloseable {
  /** How results and messages call an image without a name. */
  private static final String UNNAMED = "image";

  /** Images whose faces go through the network together: enough for full batches. */
  private static final int CHUNK = 64;

  private final FaceDetector detector;
  private final FaceClassifier classifier;
  private final PixelBudget budget;
  private final Optional<EmotionModel> opened;

  /**
   * A recogniser with the detector and the model that ship with emotion. The model is opened here;
   * the first one in a process takes a second or two, and on a machine's first start some more, to
   * unpack native libraries.
   *
   * @return the recogniser; the caller closes it
   * @throws dev.emotion.EmotionException if no native libraries can be loaded on this machine
   */
  public static EmotionRecognizer bundled() {
    return open(ModelSource.of(ModelSource.BUNDLED), Compute.all());
  }

  /**
   * A recogniser with the detector that ships with emotion and a model of one's own.
   *
   * @param model a file that {@code emotion train} or a {@code Trainer} wrote
   * @return the recogniser; the caller closes it
   * @throws dev.emotion.EmotionException if it is no such file, or no native libraries can be
   *     loaded on this machine
   */
  public static EmotionRecognizer load(Path model) {
    return open(ModelSource.of(model), Compute.all());
  }

  /**
   * A recogniser with the detector that ships with emotion.
   *
   * @param model to judge faces by
   * @param compute with how many threads, in which precision
   * @return the recogniser; the caller closes it
   * @throws dev.emotion.EmotionException if there is no such model, or no native libraries can be
   *     loaded on this machine
   */
  public static EmotionRecognizer open(ModelSource model, Compute compute) {
    OpenCv.NETWORKS.begin(); // while the model loads
    EmotionModel opened = EmotionModel.open(model, compute);
    try {
      OpenCv.NETWORKS.require();
      return new EmotionRecognizer(
          new BlazeFaceDetector(), opened, PixelBudget.ofThisProcess(), Optional.of(opened));
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /**
   * A recogniser of parts that stay the caller's to close, with {@link PixelBudget#ofThisProcess}.
   *
   * @param detector finds the faces
   * @param classifier judges them; asked for nothing before the first face is found, so that it may
   *     still be loading
   */
  public EmotionRecognizer(FaceDetector detector, FaceClassifier classifier) {
    this(detector, classifier, PixelBudget.ofThisProcess());
  }

  /**
   * A recogniser of parts that stay the caller's to close.
   *
   * @param detector finds the faces
   * @param classifier judges them
   * @param budget is held while an image is decoded and searched
   */
  public EmotionRecognizer(FaceDetector detector, FaceClassifier classifier, PixelBudget budget) {
    this(detector, classifier, budget, Optional.empty());
  }

  private EmotionRecognizer(
      FaceDetector detector,
      FaceClassifier classifier,
      PixelBudget budget,
      Optional<EmotionModel> opened) {
    this.detector = detector;
    this.classifier = classifier;
    this.budget = budget;
    this.opened = opened;
  }

  /**
   * Reads and recognises an image file.
   *
   * @param file JPEG, PNG, WebP, TIFF, BMP, GIF, PNM and more; HEIC and AVIF with emotion-video
   * @return its faces from left to right
   * @throws ImageException if it can't be read
   */
  public ImagePrediction recognize(Path file) {
    return recognize(ImageInput.of(file));
  }

  /**
   * Recognises an image file that is in memory, such as an upload.
   *
   * @param encoded its bytes
   * @return its faces from left to right
   * @throws ImageException if it is no image that can be read
   */
  public ImagePrediction recognize(byte[] encoded) {
    return recognize(ImageInput.of(UNNAMED, encoded));
  }

  /**
   * Recognises one of the JDK's images.
   *
   * @param image of any type; transparency becomes white; not modified
   * @return its faces from left to right
   * @throws ImageException if it has more pixels than {@link ImageFiles#MAX_PIXELS}
   */
  public ImagePrediction recognize(BufferedImage image) {
    try (Mat pixels = ImageFiles.of(image)) {
      return recognize(pixels);
    }
  }

  /**
   * Recognises one of OpenCV's images.
   *
   * @param image 8-bit BGR (CV_8UC3) or grey (CV_8UC1); not modified, still the caller's to close
   * @return its faces from left to right
   * @throws IllegalArgumentException if it is empty or of another type
   */
  public ImagePrediction recognize(Mat image) {
    return recognize(image, UNNAMED);
  }

  /**
   * Recognises one of OpenCV's images.
   *
   * @param image 8-bit BGR (CV_8UC3) or grey (CV_8UC1); not modified, still the caller's to close
   * @param name how the result calls it
   * @return its faces from left to right
   * @throws IllegalArgumentException if it is empty or of another type
   */
  public ImagePrediction recognize(Mat image, String name) {
    if (image.empty() || (image.type() != CV_8UC3 && image.type() != CV_8UC1)) {
      throw new IllegalArgumentException(
          name + ": found an image that is empty or of another type, expected CV_8UC3 or CV_8UC1");
    }
    FoundFaces found = find(image, 1);
    return found.prediction(name, classify(found.pixels()).iterator());
  }

  /**
   * Reads and recognises one image.
   *
   * @param input the image
   * @return its faces from left to right
   * @throws ImageException if it can't be read
   */
  public ImagePrediction recognize(ImageInput input) {
    SearchedImage searched = search(input, 1);
    if (searched.fault != null) {
      throw searched.fault;
    }
    // The image itself is let go before the network has its turn.
    return searched.found.prediction(input.name(), classify(searched.found.pixels()).iterator());
  }

  /**
   * Recognises many images: reads and searches several at once, and classifies the faces of a chunk
   * of images in one call. Of each image only its face pixels are kept, and these only until their
   * chunk is done, so memory does not grow with the number of images. Chunks begin small, so that
   * the first results come soon.
   *
   * @param inputs the images
   * @param threads how many to read at once, at least 1
   * @param results gets one result per image, in the order of the inputs, on the calling thread;
   *     returns false to stop
   */
  public void recognize(List<ImageInput> inputs, int threads, Predicate<ImageResult> results) {
    ExecutorService readers = Executors.newFixedThreadPool(threads);
    // Together no more than asked for: only the search of few images is shared out.
    int threadsPerImage = Math.max(1, threads / Math.max(1, inputs.size()));
    try {
      int size = threads;
      for (int start = 0; start < inputs.size(); ) {
        int end = Math.min(start + size, inputs.size());
        if (!recognizeChunk(inputs.subList(start, end), threadsPerImage, readers, results)) {
          return;
        }
        start = end;
        size = Math.min(size * 2, Math.max(CHUNK, threads));
      }
    } finally {
      readers.shutdownNow();
    }
  }

  /**
   * Reads and recognises a few images on the calling thread, for a program that shares out its
   * images itself. Their faces go through the network in one call; the images are held one at a
   * time.
   *
   * @param inputs the images
   * @return one result per image, in the same order
   */
  public List<ImageResult> recognize(List<ImageInput> inputs) {
    return classifyAll(inputs.stream().map(input -> search(input, 1)).toList());
  }

  private boolean recognizeChunk(
      List<ImageInput> inputs,
      int threads,
      ExecutorService readers,
      Predicate<ImageResult> results) {
    for (ImageResult result : classifyAll(searchAll(inputs, threads, readers))) {
      if (!results.test(result)) {
        return false;
      }
    }
    return true;
  }

  private List<ImageResult> classifyAll(List<SearchedImage> searched) {
    List<FacePixels> faces = searched.stream().flatMap(s -> s.found.pixels().stream()).toList();
    Iterator<EmotionScores> scores = classify(faces).iterator();
    List<ImageResult> results = new ArrayList<>();
    for (SearchedImage image : searched) {
      results.add(
          image.fault != null
              ? new ImageResult.Failed(image.input, image.fault)
              : new ImageResult.Recognized(
                  image.input,
                  image.found.prediction(image.input.name(), scores),
                  image.found.pixels()));
    }
    return results;
  }

  private List<SearchedImage> searchAll(
      List<ImageInput> inputs, int threads, ExecutorService readers) {
    List<Callable<SearchedImage>> tasks = new ArrayList<>();
    for (ImageInput input : inputs) {
      tasks.add(() -> search(input, threads));
    }
    List<SearchedImage> searched = new ArrayList<>();
    try {
      for (Future<SearchedImage> task : readers.invokeAll(tasks)) {
        searched.add(task.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading images", e);
    } catch (ExecutionException e) {
      throw Parallel.failure(e);
    }
    return searched;
  }

  private SearchedImage search(ImageInput input, int threads) {
    try {
      byte[] encoded = input.load();
      long pixels = ImageFiles.header(encoded, input.name()).pixels();
      FoundFaces found = budget.hold(pixels, () -> find(encoded, input.name(), threads));
      return new SearchedImage(input, found, null);
    } catch (ImageException e) {
      return new SearchedImage(input, FoundFaces.NONE, e);
    } catch (OutOfMemoryError e) { // of this image's; the others may be smaller
      return new SearchedImage(
          input,
          FoundFaces.NONE,
          new ImageException(
              input.name(), "more pixels than there is memory for", "a smaller image", e));
    }
  }

  private FoundFaces find(byte[] encoded, String name, int threads) {
    try (Mat image = ImageFiles.decode(encoded, name)) {
      return find(image, threads);
    }
  }

  /**
   * Finds the faces of an image; see {@link FaceDetector#detect}.
   *
   * @param image 8-bit BGR or grey
   * @return its faces, from left to right
   */
  public List<DetectedFace> detect(Mat image) {
    return detector.detect(image);
  }

  /**
   * Finds the larger faces of a video frame; see {@link FaceDetector#glance}.
   *
   * @param frame 8-bit BGR or grey
   * @return its faces, from left to right
   */
  public List<DetectedFace> glance(Mat frame) {
    return detector.glance(frame);
  }

  /**
   * Finds a face of the frame before again; see {@link FaceDetector#follow}.
   *
   * @param image the frame, BGR or grey
   * @param expected where the face should be
   * @return the faces there, the likeliest first
   */
  public List<DetectedFace> follow(Mat image, DetectedFace expected) {
    return detector.follow(image, expected);
  }

  /**
   * Cuts a face out, as {@link #recognize(Mat, String)} does.
   *
   * @param image the frame, BGR or grey
   * @param face where it is
   * @return what {@link #classify} takes
   */
  public FacePixels crop(Mat image, DetectedFace face) {
    return cropper().crop(image, face);
  }

  /**
   * Judges faces that were cut out.
   *
   * @param faces any number of them
   * @return one result a face, in the same order
   */
  public List<EmotionScores> classify(List<FacePixels> faces) {
    return faces.isEmpty() ? List.of() : classifier.classify(faces);
  }

  /**
   * The classes that faces are judged by.
   *
   * @return the classifier's classes
   */
  public EmotionClasses classes() {
    return classifier.classes();
  }

  /** Closes what {@link #bundled}, {@link #load} and {@link #open} opened. */
  @Override
  public void close() {
    if (opened.isPresent()) {
      detector.close();
      opened.get().close();
    }
  }

  private FoundFaces find(Mat image, int threads) {
    List<DetectedFace> faces = detector.detect(image, threads);
    List<FacePixels> pixels = faces.stream().map(face -> crop(image, face)).toList();
    // The network sees what the detector found, a reader the part of it that is in the image.
    List<DetectedFace> inside =
        faces.stream().map(f -> f.within(image.cols(), image.rows()).orElse(f)).toList();
    return new FoundFaces(image.cols(), image.rows(), inside, pixels);
  }

  private FaceCropper cropper() {
    return new FaceCropper(classifier.side());
  }

  /** An image's faces (none where it has a fault) on their way to the classifier. */
  private record SearchedImage(ImageInput input, FoundFaces found, ImageException fault) {}

  private record FoundFaces(
      int width, int height, List<DetectedFace> faces, List<FacePixels> pixels) {
    static final FoundFaces NONE = new FoundFaces(0, 0, List.of(), List.of());

    /** Takes as many scores as there are faces. */
    ImagePrediction prediction(String name, Iterator<EmotionScores> scores) {
      List<FacePrediction> predictions =
          faces.stream().map(face -> new FacePrediction(face, scores.next())).toList();
      return new ImagePrediction(name, width, height, predictions);
    }
  }
}
