package dev.emotion.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The command line stays thin: only what it measures sees ND4J and OpenCV, and only main ends the
 * process.
 */
@AnalyzeClasses(packages = "dev.emotion.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class CliArchitectureTest {
  @ArchTest
  static void theScanFindsTheCommands(JavaClasses classes) {
    assertThat(classes.contain("dev.emotion.cli.command.RootCommand")).isTrue();
    assertThat(classes.size()).isGreaterThan(10);
  }

  @ArchTest
  static final ArchRule noCycles = slices().matching("dev.emotion.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule seesNoTensorAndNoImageLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.emotion.cli.benchmark")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.nd4j..", "org.deeplearning4j..", "org.datavec..", "org.bytedeco..");

  /** Native libraries begin to load before picocli's classes. */
  @ArchTest
  static final ArchRule mainKnowsNothingOfPicocli =
      noClasses()
          .that()
          .haveSimpleName("EmotionCli")
          .or()
          .haveSimpleName("HeadStart")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule onlyMainEndsTheProcess =
      noClasses()
          .that()
          .doNotHaveSimpleName("EmotionCli")
          .should()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule throwsNoGenericExceptions = noClasses().should(THROW_GENERIC_EXCEPTIONS);
}
