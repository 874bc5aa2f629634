package dev.muster.playbook;

import java.nio.file.Path;
import java.util.List;

/**
 * A playbook; what {@code import_playbook} names stands in its place.
 *
 * @param file as it was named
 */
public record Playbook(Path file, List<Play> plays) {}
