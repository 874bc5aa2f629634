/**
 * Roles and collections as packages, as {@code ansible-galaxy} handles them: where they are fetched from (folders, archives,
 * git, Galaxy servers), which versions fit together, how they are put into place, listed, verified, built and begun.
 *
 * <p>What is fetched is hostile until it is in place: archives are unpacked by {@link dev.muster.galaxy.Archive} alone. Nothing
 * here prints: what there is to say goes to a {@link dev.muster.galaxy.Voice}; and nothing here knows plays or nodes.
 */
@NullMarked
package dev.muster.galaxy;

import org.jspecify.annotations.NullMarked;
