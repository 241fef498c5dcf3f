package dev.emotion.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What emotion-spark may use; docs/ARCHITECTURE.md says the same. */
@AnalyzeClasses(
    packages = "dev.emotion.spark",
    importOptions = ImportOption.DoNotIncludeTests.class)
class SparkArchitectureTest {
  /** To recognise: a model, a detector, and what they are opened with. */
  @ArchTest
  static final ArchRule usesOfCoreWhatRecognisesAlone =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.emotion",
              "dev.emotion.recognize",
              "dev.emotion.model",
              "dev.emotion.detect",
              "dev.emotion.engine",
              "dev.emotion.spark",
              "java..",
              "picocli..",
              "org.apache.spark..");

  /** Signatures with Scala's collections would bind to one version of Scala. */
  @ArchTest
  static final ArchRule touchesNoScala =
      noClasses().should().dependOnClassesThat().resideInAPackage("scala..");
}
