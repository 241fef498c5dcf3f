package dev.emotion.model;

import dev.emotion.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where a trained model comes from.
 *
 * @param file a model file; empty for the model that ships with emotion
 */
public record ModelSource(Optional<Path> file) {
  /** The name of the model that ships with emotion. */
  public static final String BUNDLED = "bundled";

  /**
   * What a user typed.
   *
   * @param text a file name, or {@value #BUNDLED} (a file of that name is {@code ./bundled})
   * @return the source; nothing is read yet
   */
  public static ModelSource of(String text) {
    return new ModelSource(text.equals(BUNDLED) ? Optional.empty() : Optional.of(Path.of(text)));
  }

  /**
   * A file.
   *
   * @param file whatever its name
   * @return the source; nothing is read yet
   */
  public static ModelSource of(Path file) {
    return new ModelSource(Optional.of(file));
  }

  /**
   * Its name in messages.
   *
   * @return the file's own name, or {@value #BUNDLED}
   */
  public String name() {
    return file.map(path -> path.getFileName().toString()).orElse(BUNDLED);
  }

  /**
   * What a user types for it.
   *
   * @return what {@link #of} takes
   */
  public String typed() {
    return file.map(Path::toString).orElse(BUNDLED);
  }

  /**
   * What tells it from every other model.
   *
   * @return the SHA-256 of its file, in hexadecimal
   * @throws dev.emotion.ModelException if it can't be read
   */
  public String fingerprint() {
    try (InputStream in =
            file.isPresent() ? Files.newInputStream(file.get()) : ModelFile.openBundled();
        DigestOutputStream hash =
            new DigestOutputStream(
                OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(hash);
      return HexFormat.of().formatHex(hash.getMessageDigest().digest());
    } catch (IOException e) {
      throw new ModelException(typed(), "can't be read", "a model file", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The licence of the weights.
   *
   * @return one line; a model file states none
   */
  public String licence() {
    return file.isPresent()
        ? "not stated in the model file"
        : "MIT; FER-2013, on which it was trained, has its own terms (research use)";
  }

  /**
   * The whole model, at rest.
   *
   * @return its manifest and weights
   * @throws dev.emotion.ModelException if it can't be read
   */
  public ModelContents contents() {
    return ModelFile.read(this);
  }

  /**
   * What the model says about itself; its network isn't built.
   *
   * @return its manifest
   * @throws dev.emotion.ModelException if it can't be read
   */
  public ModelManifest manifest() {
    return ModelFile.readManifest(this);
  }
}
