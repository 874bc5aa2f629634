package dev.muster.modules;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether the node is a guest or a host, and of what: the signs in the order of {@code virtual/linux.py}; the first decides. */
final class VirtualFacts {

    private static final String DMI = "/sys/devices/virtual/dmi/id/";

    private final FactSource source;
    private final Set<String> guest = new TreeSet<>();
    private final Set<String> host = new TreeSet<>();
    private @Nullable String type;
    private @Nullable String role;

    private VirtualFacts(FactSource source) {
        this.source = source;
    }

    static Map<String, @Nullable Object> of(FactSource source) {
        var virtual = new VirtualFacts(source);
        virtual.containers();
        virtual.firmware();
        virtual.processors();
        virtual.kernel();
        var facts = PlatformFacts.facts2(
                "virtualization_type",
                virtual.type == null ? "NA" : virtual.type,
                "virtualization_role",
                virtual.role == null ? "NA" : virtual.role);
        facts.put("virtualization_tech_guest", List.copyOf(virtual.guest));
        facts.put("virtualization_tech_host", List.copyOf(virtual.host));
        return facts;
    }

    private void guest(String technology) {
        guest.add(technology);
        found(technology, "guest");
    }

    private void host(String technology) {
        host.add(technology);
        found(technology, "host");
    }

    private void found(String technology, String as) {
        if (type == null) {
            type = technology;
            role = as;
        }
    }

    private void containers() {
        for (var line : source.file("/proc/1/cgroup", "").lines().toList()) {
            if (Pattern.compile("/docker(/|-[0-9a-f]+\\.scope)").matcher(line).find()) {
                guest("docker");
            }
            if (line.contains("/lxc/") || line.contains("/machine.slice/machine-lxc")) {
                guest("lxc");
            }
            if (line.contains("/system.slice/containerd.service")) {
                guest("containerd");
            }
        }
        for (var line : source.lines("environ1").toList()) {
            if (line.contains("container=lxc")) {
                guest("lxc");
            }
            if (line.contains("container=podman")) {
                guest("podman");
            }
            if (line.matches("container=.+")) {
                guest("container");
            }
        }
        if (source.exists("/proc/vz") && !source.exists("/proc/lve")) {
            if (source.exists("/proc/bc")) {
                host("openvz");
            } else {
                guest("openvz");
            }
        }
        var systemd = source.file("/run/systemd/container");
        if (systemd != null) {
            guest(systemd);
        }
        if (source.exists("/.dockerenv") || source.exists("/.dockerinit")) {
            guest("docker");
        }
        if (systemd != null
                || guest.stream().anyMatch(Set.of("docker", "lxc", "podman", "openvz", "containerd")::contains)) {
            guest.add("container");
        }
        if (source.exists("/proc/xen")) {
            if (source.file("/proc/xen/capabilities", "").contains("control_d")) {
                host("xen");
            } else {
                found("xen", "guest");
            }
        }
    }

    private void firmware() {
        var product = source.file(DMI + "product_name", "");
        var vendor = source.file(DMI + "sys_vendor", "");
        var bios = source.file(DMI + "bios_vendor", "");
        if (Set.of("KVM", "KVM Server", "Bochs", "AHV", "CloudStack KVM Hypervisor")
                .contains(product)) {
            guest("kvm");
        }
        if (vendor.equals("oVirt")) {
            guest("oVirt");
        }
        if (vendor.equals("Red Hat")) {
            if (source.file(DMI + "product_family", "").equals("RHV")) {
                guest("RHV");
            } else if (product.equals("RHEV Hypervisor")) {
                guest("RHEV");
            }
        }
        if (product.startsWith("VMware")) {
            guest("VMware");
        }
        if (Set.of("OpenStack Compute", "OpenStack Nova").contains(product)) {
            guest("openstack");
        }
        if (bios.equals("Xen")) {
            guest("xen");
        }
        if (bios.equals("innotek GmbH")) {
            guest("virtualbox");
        }
        if (Set.of("Amazon EC2", "DigitalOcean", "Hetzner", "Linode").contains(bios)) {
            guest("kvm");
        }
        if (Set.of("QEMU", "Amazon EC2", "DigitalOcean", "Google", "Scaleway", "Nutanix")
                .contains(vendor)) {
            guest("kvm");
        }
        switch (vendor) {
            case "KubeVirt" -> guest("KubeVirt");
            case "Microsoft Corporation" -> guest("VirtualPC");
            case "Parallels Software International Inc." -> guest("parallels");
            case "OpenStack Foundation" -> guest("openstack");
            default -> {}
        }
    }

    private void processors() {
        for (var line : source.file("/proc/self/status", "").lines().toList()) {
            if (line.matches("VxID:\\s+0.*")) {
                host("linux_vserver");
            } else if (line.matches("VxID:\\s+\\d+.*")) {
                guest("linux_vserver");
            }
        }
        for (var line : source.file("/proc/cpuinfo", "").lines().toList()) {
            if (line.matches("model name.*QEMU Virtual CPU.*")
                    || line.matches("machine.*CHRP IBM pSeries .emulated by qemu..*")) {
                guest("kvm");
            } else if (line.matches("vendor_id.*User Mode Linux.*") || line.matches("model name.*UML.*")) {
                guest("uml");
            } else if (line.matches("vendor_id.*PowerVM Lx86.*")) {
                guest("powervm_lx86");
            } else if (line.matches("vendor_id.*IBM/S390.*")) {
                guest.add("PR/SM");
                found("PR/SM", "LPAR");
            }
        }
    }

    private void kernel() {
        var modules = source.file("/proc/modules", "")
                .lines()
                .map(line -> line.split(" ")[0])
                .toList();
        if (modules.contains("kvm")) {
            host("kvm");
        }
        if (modules.contains("vboxdrv")) {
            host("virtualbox");
        }
        if (modules.contains("virtio")) {
            host.add("kvm");
            found("kvm", "guest");
        }
        var decoded = source.text("dmidecode");
        if (decoded.contains("Product Name: VMware")) {
            guest("VMware");
        }
        if (decoded.contains("Product Name: BHYVE")) {
            guest("bhyve");
        }
        if (source.exists("/dev/kvm")) {
            host("kvm");
        }
    }
}
