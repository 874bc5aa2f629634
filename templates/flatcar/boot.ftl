<#assign kernel = "os/flatcar/flatcar_production_pxe.vmlinuz">
<#assign initrd = "os/flatcar/flatcar_production_pxe_image.cpio.gz">
<#-- With a disk to install to, the system in memory only writes the other one there. -->
<#assign config = node.disk???then("install", "ignition")>
<#assign arguments = [
  "flatcar.first_boot=1",
  "ignition.config.url=" + node.boot_url + "/" + node.name + "/flatcar/" + config + ".json"] + node.kernel_arguments>
