package org.infimum.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.classgraph.ClassGraph;
import io.github.classgraph.ClassInfo;
import io.github.classgraph.ScanResult;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ImportsTest {
    @Test
    void noSimpleNameIsImportedFromTwoPackagesUnlessOneClassIsNamed() {
        List<String> packages = new ArrayList<>(Imports.PACKAGES);
        packages.addAll(Imports.OF_THE_KERNEL);
        Map<String, Set<String>> places = new TreeMap<>();
        try (ScanResult scan = new ClassGraph()
                .enableSystemJarsAndModules()
                .acceptPackagesNonRecursive(packages.toArray(String[]::new))
                .scan()) {
            for (ClassInfo type : scan.getAllClasses()) {
                if (type.isPublic() && !type.isInnerClass()) {
                    places.computeIfAbsent(type.getSimpleName(), name -> new HashSet<>())
                            .add(type.getPackageName());
                }
            }
        }
        Set<String> named = Imports.CLASSES.stream()
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .collect(Collectors.toSet());
        places.values().removeIf(set -> set.size() < 2);
        places.keySet().removeAll(named);
        assertEquals(Map.of(), places, "name the class that notebooks mean in Imports.CLASSES");
    }

    @Test
    void namedClassesExist() throws Exception {
        for (String name : Imports.CLASSES) {
            Class.forName(name, false, getClass().getClassLoader());
        }
    }

    @Test
    void absentPackagesAreLeftOut() {
        ClassLoader nothing = new URLClassLoader(new URL[0], null);
        List<String> imports = Imports.present(nothing);
        assertTrue(imports.contains("import java.time.*;"));
        assertFalse(imports.stream().anyMatch(line -> line.contains("tablesaw")), imports.toString());
    }
}
