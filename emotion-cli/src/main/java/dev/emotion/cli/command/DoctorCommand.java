package dev.emotion.cli.command;

import dev.emotion.EmotionException;
import dev.emotion.cli.exit.ExitCode;
import dev.emotion.engine.EngineSelfTest;
import dev.emotion.ffmpeg.FfmpegLibraries;
import dev.emotion.image.OpenCv;
import dev.emotion.model.EmotionModel;
import dev.emotion.network.Precision;
import dev.emotion.onednn.OneDnn;
import dev.emotion.system.BuildInfo;
import dev.emotion.system.NativeLibrary;
import dev.emotion.system.Processors;
import dev.emotion.video.VideoSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code emotion doctor}: whether this machine has all that emotion needs. */
@Command(
    name = "doctor",
    description = "Checks that this machine has all that emotion needs; status 3 if not.")
final class DoctorCommand extends AbstractCommand {
  private final List<String> failed = new ArrayList<>();

  @Override
  protected ExitCode execute() {
    BuildInfo build = BuildInfo.read();
    print("emotion", build.version() + ", natives for " + BuildInfo.platform());
    print("Java", Machine.java());
    print("system", Machine.system());
    print("CPU", Machine.cpu());
    print("memory", Machine.memory());
    check("engine", DoctorCommand::engine);
    check("images", () -> "OpenCV " + OpenCv.version() + ", JavaCPP " + build.javacpp());
    check("faces", DoctorCommand::faces);
    check("video", () -> "FFmpeg " + FfmpegLibraries.version());
    check("model", DoctorCommand::model);
    print("display", Machine.display(System.getenv()));
    cameras();
    if (failed.isEmpty()) {
      out().println("All that emotion needs is here.");
      return ExitCode.OK;
    }
    err().println("emotion: doctor: failed: " + String.join(", ", failed));
    return ExitCode.INPUT_ERROR;
  }

  private static String engine() {
    EngineSelfTest test = EngineSelfTest.run();
    if (!test.agrees()) {
      throw new IllegalStateException(
          "a small network's answers are wrong by " + test.difference());
    }
    return String.format(
        Locale.ROOT,
        "oneDNN %s, %d threads, %s; a small network takes %.2f ms, right to %.0e",
        OneDnn.version(),
        Processors.cores(),
        OneDnn.multiplies(Precision.BF16) ? "fp32 and bf16" : "fp32",
        test.milliseconds(),
        test.difference());
  }

  private static String faces() {
    OpenCv.NETWORKS.require();
    return "OpenCV's networks, for BlazeFace";
  }

  private void cameras() {
    String found = Machine.cameras();
    Optional<String> fault =
        failed.contains("video") ? Optional.empty() : VideoSource.Camera.fault();
    if (fault.isPresent() && found.startsWith(Machine.DEVICES.toString())) {
      failed.add("cameras");
      print("cameras", found + " FAILED: " + fault.get());
    } else {
      print("cameras", found);
    }
  }

  private static String model() {
    try (EmotionModel model = EmotionModel.bundled()) {
      return "bundled, "
          + model.manifest().design().map(design -> design.architecture().id()).orElse("imported")
          + ", "
          + String.join(" ", model.classes().names());
    }
  }

  private void check(String what, Supplier<String> finding) {
    try {
      print(what, finding.get());
    } catch (EmotionException | IllegalStateException | LinkageError e) {
      failed.add(what);
      print(what, "FAILED: " + reason(e));
    }
  }

  private static String reason(Throwable failure) {
    return NativeLibrary.fault(failure).map(Throwable::getMessage).orElse(failure.getMessage());
  }

  private void print(String what, String finding) {
    out().println(String.format(Locale.ROOT, "%-10s%s", what, finding));
  }
}
