package dev.muster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.muster.source.Source;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The fence around the layers that ARCHITECTURE.md draws. A new package has to be given its place here. */
@Execution(ExecutionMode.CONCURRENT)
final class LayersTest {

    private static final String ROOT = "dev.muster.";

    /** Packages from the ground up; a package may use those of lower layers, and what {@link #SIBLINGS} grants. */
    private static final List<List<String>> LAYERS = List.of(
            List.of("source", "value", "file"),
            List.of("yaml", "json", "jinja", "step", "vault", "config", "http", "sshconfig"),
            List.of("inventory", "playbook", "pki", "remote", "modules", "event", "galaxy"),
            List.of("render", "engine", "doc"),
            List.of("cluster", "report"),
            List.of("cli"));

    /** Within a layer: value prints and positions; everything else keeps apart. */
    private static final Map<String, List<String>> SIBLINGS =
            Map.of("value", List.of("source"), "file", List.of("source"));

    /** The one package that may import a library. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "org.yaml.snakeyaml", "yaml",
            "tools.jackson", "json",
            "org.apache.commons.compress", "galaxy",
            "net.schmizz", "remote",
            "com.hierynomus", "remote",
            "org.bouncycastle", "pki",
            "freemarker", "render",
            "picocli", "cli");

    /** The one class beside {@code pki} that needs cryptography that Java does not have: it hashes with bcrypt. */
    private static final String BCRYPT = ROOT + "jinja.PasswordHash";

    /** Where the product's classes lie; the tests' lie elsewhere, under the same package names. */
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .importUrl(Source.class.getProtectionDomain().getCodeSource().getLocation());

    private static String packageOf(JavaClass type) {
        var name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()) : "";
    }

    private static int layerOf(String name) {
        for (int i = 0; i < LAYERS.size(); i++) {
            if (LAYERS.get(i).contains(name)) {
                return i;
            }
        }
        throw new AssertionError("package '" + name + "' has no layer; give it one here and in ARCHITECTURE.md");
    }

    @Test
    void dependenciesGoDownwardsOnly() {
        var wrong = new TreeSet<String>();
        for (var type : PRODUCT) {
            var from = packageOf(type);
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                var target = dependency.getTargetClass().getBaseComponentType();
                var to = packageOf(target);
                if (to.isEmpty() || to.equals(from)) {
                    continue;
                }
                boolean allowed = layerOf(to) < layerOf(from)
                        || SIBLINGS.getOrDefault(from, List.of()).contains(to);
                if (!allowed) {
                    wrong.add(from + " uses " + to + ": " + type.getSimpleName() + " -> " + target.getSimpleName());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aLibraryIsImportedInOnePackage() {
        LIBRARIES.forEach((library, home) -> noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + home)
                .and()
                .doNotHaveFullyQualifiedName(BCRYPT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library + "..")
                .check(PRODUCT));
    }

    @Test
    void nothingBelowReportPrints() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "report", ROOT + "cli")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(PRODUCT);
    }

    @Test
    void staticFieldsAreFinal() {
        fields().that().areStatic().should().beFinal().check(PRODUCT);
    }

    @Test
    void templatesTouchNoJavaObjectByReflection() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "jinja")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect", "java.lang.invoke", "javax.script", "java.nio.file")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.io\\.File.*|java\\.net\\.(URL|URI|Socket|Http.*)|java\\.lang\\.ProcessBuilder")
                .check(withoutCompilerMade(PRODUCT));
    }

    @Test
    void modulesDoNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "modules")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http", "java.nio.file", "java.nio.channels")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .check(PRODUCT);
    }

    @Test
    void classesThatNothingExtendsAreFinal() {
        classes()
                .that()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotRecords()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(topLevelProduct());
    }

    /** Lambdas and record members use java.lang.invoke by the compiler's hand; what the author wrote is what counts. */
    private static JavaClasses withoutCompilerMade(JavaClasses all) {
        return all.that(new DescribedPredicate<JavaClass>("written by hand") {
            @Override
            public boolean test(JavaClass type) {
                return type.getDirectDependenciesFromSelf().stream()
                        .noneMatch(d -> d.getTargetClass().getPackageName().equals("java.lang.invoke"));
            }
        });
    }

    private static JavaClasses topLevelProduct() {
        return PRODUCT.that(new DescribedPredicate<JavaClass>("extended by nothing") {
            @Override
            public boolean test(JavaClass type) {
                return !type.getSimpleName().equals("package-info")
                        && type.getSubclasses().isEmpty();
            }
        });
    }
}
