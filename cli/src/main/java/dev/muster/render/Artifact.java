package dev.muster.render;

/**
 * A file that was rendered.
 *
 * @param path where it lies in the tree of artifacts, as in {@code n1/cloud-init/user-data}
 * @param content its bytes
 * @param secret whether it holds a private key: it is kept from other users, and a difference in it is not shown
 */
public record Artifact(String path, byte[] content, boolean secret) {}
