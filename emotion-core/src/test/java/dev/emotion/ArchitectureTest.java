package dev.emotion;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;

/** Who may use whom in emotion-core; docs/ARCHITECTURE.md has the table. */
@AnalyzeClasses(
    packages = "dev.emotion",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.CoreOnly.class})
class ArchitectureTest {
  private static final String ROOT = "dev.emotion";

  /** The command line's tests run this class too; its rules are for emotion-core alone. */
  static final class CoreOnly implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/dev/emotion/cli/");
    }
  }

  @ArchTest
  static void theScanFindsEveryPackage(JavaClasses classes) {
    Set<String> packages =
        classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

    assertThat(packages)
        .contains(ROOT, of("image"), of("dataset"), of("network"), of("evaluate"), of("track"));
    assertThat(classes.size()).isGreaterThan(50);
  }

  @ArchTest static final ArchRule rootUsesTheJdkOnly = uses("");
  @ArchTest static final ArchRule system = uses("system");
  @ArchTest static final ArchRule text = uses("text");
  @ArchTest static final ArchRule classify = uses("classify");
  @ArchTest static final ArchRule ffmpeg = uses("ffmpeg", "system");
  @ArchTest static final ArchRule imageFormat = uses("image.format");
  @ArchTest static final ArchRule image = uses("image", "image.format", "ffmpeg", "system");
  @ArchTest static final ArchRule draw = uses("draw", "image", "system");
  @ArchTest static final ArchRule detect = uses("detect", "image", "system");
  @ArchTest static final ArchRule network = uses("network");
  @ArchTest static final ArchRule onednn = uses("onednn", "network", "system");
  @ArchTest static final ArchRule keras = uses("keras", "network", "system");
  @ArchTest static final ArchRule engine = uses("engine", "network", "onednn", "system");

  @ArchTest
  static final ArchRule model =
      uses("model", "classify", "engine", "network", "onednn", "system", "text");

  @ArchTest
  static final ArchRule explain =
      uses("explain", "classify", "draw", "engine", "model", "network", "text");

  @ArchTest static final ArchRule export = uses("export", "model", "network", "system", "text");

  @ArchTest
  static final ArchRule dataset = uses("dataset", "draw", "image", "image.format", "text");

  @ArchTest
  static final ArchRule evaluate =
      uses("evaluate", "classify", "dataset", "draw", "system", "text");

  @ArchTest
  static final ArchRule train =
      uses(
          "train",
          "classify",
          "dataset",
          "draw",
          "engine",
          "evaluate",
          "image",
          "model",
          "network",
          "system",
          "text");

  @ArchTest
  static final ArchRule recognize =
      uses(
          "recognize",
          "classify",
          "detect",
          "draw",
          "engine",
          "image",
          "image.format",
          "model",
          "system",
          "text");

  @ArchTest
  static final ArchRule report =
      uses("report", "draw", "evaluate", "explain", "model", "network", "system", "text", "train");

  @ArchTest static final ArchRule video = uses("video", "ffmpeg", "system", "text");

  @ArchTest
  static final ArchRule track = uses("track", "draw", "recognize", "system", "text", "video");

  @ArchTest
  static final ArchRule noCycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule openCvStaysBeforeTheWaist =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              of("image"),
              of("draw"),
              of("ffmpeg"),
              of("detect"),
              of("recognize"),
              of("train"),
              of("video"),
              of("track"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco.opencv..", "org.bytedeco.javacv..");

  @ArchTest
  static final ArchRule theNetworksDescriptionIsPlainJava =
      classes()
          .that()
          .resideInAPackage(of("network"))
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(ROOT, of("network"), "java..");

  @ArchTest
  static final ArchRule ffmpegStaysInItsPackageAndVideo =
      noClasses()
          .that()
          .resideOutsideOfPackages(of("ffmpeg"), of("video"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco.ffmpeg..");

  /** They are what tests compare with; their native library doesn't ship. */
  @ArchTest
  static final ArchRule nothingRunsOnNd4j =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j.linalg..", "org.nd4j.nativeblas..", "org.deeplearning4j..");

  @ArchTest
  static final ArchRule dataVecStaysInTrain =
      noClasses()
          .that()
          .resideOutsideOfPackage(of("train"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.datavec..");

  @ArchTest
  static final ArchRule oneDnnStaysInItsPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage(of("onednn"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco.dnnl..");

  /** ONNX's classes come with ND4J's, and its protocol buffers; both are plain Java. */
  @ArchTest
  static final ArchRule onnxStaysInExport =
      noClasses()
          .that()
          .resideOutsideOfPackages(of("export"), "onnx..", "org.nd4j..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("onnx..", "org.nd4j.shade..");

  /** Where they are loaded is written once; whoever uses them passes the gate. */
  @ArchTest
  static final ArchRule nativeLibrariesAreLoadedBehindOneGate =
      noClasses()
          .that()
          .haveSimpleNameNotContaining("NativeLibrary")
          .and()
          .doNotHaveSimpleName("OpenCv")
          .and()
          .doNotHaveSimpleName("FfmpegLibraries")
          .and()
          .doNotHaveSimpleName("OneDnn")
          .should()
          .callMethod(Loader.class, "load", Class.class);

  @ArchTest
  static final ArchRule hdf5StaysWithKerasFiles =
      noClasses()
          .that()
          .resideOutsideOfPackages(of("keras"), of("export"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.jhdf..");

  @ArchTest static final ArchRule knowsNoTerminal = noClasses().should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule endsNoProcess =
      noClasses().should().callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule throwsNoGenericExceptions = noClasses().should(THROW_GENERIC_EXCEPTIONS);

  @ArchTest
  static final ArchRule knowsNoCommandLine =
      noClasses().should().dependOnClassesThat().resideInAPackage("picocli..");

  private static String of(String name) {
    return ROOT + "." + name;
  }

  /** A package may use the root, the packages named, and what isn't ours. */
  private static ArchRule uses(String name, String... others) {
    String self = name.isEmpty() ? ROOT : of(name);
    DescribedPredicate<JavaClass> allowed = resideInAnyPackage(self, ROOT).as("itself or the root");
    for (String other : others) {
      allowed = allowed.or(resideInAPackage(of(other)));
    }
    return classes()
        .that()
        .resideInAPackage(self)
        .should()
        .onlyDependOnClassesThat(
            allowed.or(
                name.isEmpty()
                    ? resideInAPackage("java..")
                    : DescribedPredicate.not(resideInAPackage(ROOT + ".."))))
        .allowEmptyShould(true);
  }
}
