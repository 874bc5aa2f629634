package dev.muster.cluster;

import java.util.Set;

/** The variables that Muster knows, so that a slip of the pen is found before it has an effect. */
final class VariableNames {

    static final String PREFIX = "muster_";

    /** The prefix of a site's own variables for its own templates. */
    static final String EXTRA = "muster_extra";

    static final Set<String> KNOWN = Set.of(
            "muster_admin_user",
            "muster_agent",
            "muster_agent_engine",
            "muster_agent_image",
            "muster_agent_image_source",
            "muster_agent_image_tar",
            "muster_agent_mounts",
            "muster_boot_interface",
            "muster_boot_server",
            "muster_certname",
            "muster_cluster",
            "muster_debian_mirror",
            "muster_disk",
            "muster_domain",
            EXTRA,
            "muster_fqdn",
            "muster_ip",
            "muster_known_hosts",
            "muster_kernel_arguments",
            "muster_mac",
            "muster_network",
            "muster_os",
            "muster_proof_file",
            "muster_puppet_layout",
            "muster_puppet_port",
            "muster_puppet_server",
            "muster_puppet_server_ip",
            "muster_puppet_version",
            "muster_role",
            "muster_roles",
            "muster_ssh_authorized_keys",
            "muster_state",
            "muster_then",
            "muster_wait_timeout");

    private VariableNames() {}
}
