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
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/** Who may use whom in emotion-core. */
@AnalyzeClasses(packages = "dev.emotion", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "dev.emotion";
  private static final String JDK = "java..";

  @ArchTest
  static void everyPackageUsesWhatTheDocumentsTableSays(JavaClasses classes) throws IOException {
    Map<String, List<String>> table = table();
    assertThat(classes.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrderElementsOf(table.keySet());
    assertThat(table).hasSizeGreaterThan(20);
    table.forEach((name, others) -> uses(name, others).check(classes));
  }

  /** Each package with those that it may use, besides the first. */
  private static Map<String, List<String>> table() throws IOException {
    String heading = "\n## Packages of emotion-core\n";
    String document = Files.readString(Path.of("../docs/ARCHITECTURE.md"));
    String section = document.substring(document.indexOf(heading) + heading.length());
    Map<String, List<String>> table = new TreeMap<>();
    section
        .substring(0, section.indexOf("\n#"))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split(" *\\| *", -1))
        .forEach(row -> table.put(full(row[1].replace("`", "")), named(row[3])));
    return table;
  }

  private static List<String> named(String packages) {
    return packages.isEmpty()
        ? List.of()
        : Stream.of(packages.split(", ")).map(ArchitectureTest::full).toList();
  }

  private static String full(String name) {
    return name.equals("the JDK") ? JDK : name.equals(ROOT) ? ROOT : of(name);
  }

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

  /** A package may use the root, the packages named and, unless the JDK is, what isn't ours. */
  private static ArchRule uses(String name, List<String> others) {
    DescribedPredicate<JavaClass> allowed = resideInAnyPackage(name, ROOT);
    for (String other : others) {
      allowed = allowed.or(resideInAPackage(other));
    }
    if (!others.contains(JDK)) {
      allowed = allowed.or(DescribedPredicate.not(resideInAPackage(ROOT + "..")));
    }
    return classes()
        .that()
        .resideInAPackage(name)
        .should()
        .onlyDependOnClassesThat(allowed.as("%s may use: %s", name, others));
  }
}
