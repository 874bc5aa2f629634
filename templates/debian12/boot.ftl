<#-- What stands behind the three dashes is also for the kernel of the installed system. -->
<#assign kernel = "os/debian12/linux">
<#assign initrd = "os/debian12/initrd.gz">
<#assign arguments = [
  "auto=true", "priority=critical",
  "url=" + node.boot_url + "/" + node.name + "/debian12/preseed.cfg",
  "hostname=" + node.hostname]>
<#if node.domain != "">
<#assign arguments = arguments + ["domain=" + node.domain]>
</#if>
<#assign arguments = arguments + ["interface=auto"] + node.kernel_arguments + ["---"] + node.kernel_arguments>
