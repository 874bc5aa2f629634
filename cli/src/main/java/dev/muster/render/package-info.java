/**
 * From a node to the files that boot and install it: PXELINUX, iPXE, GRUB, cloud-init, preseed, Ignition, dnsmasq.
 *
 * <p>{@link dev.muster.render.NodeSpec} is all that a template may know, {@link dev.muster.render.Renderer} turns specs into
 * {@link dev.muster.render.Artifact artifacts}, {@link dev.muster.render.ArtifactTree} writes them or tells how the disk
 * differs. The same input gives the same bytes. Templates cannot reach Java, and a value that is not plain cannot get into
 * an artifact but through the function of its syntax ({@code sh}, {@code yaml}, ...). This package knows no inventory, serves
 * nothing and prints nothing.
 */
@NullMarked
package dev.muster.render;

import org.jspecify.annotations.NullMarked;
