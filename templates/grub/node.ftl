# [=node.name]
set timeout=0
set default=0
<#if node.os == "existing">
menuentry [=grub(node.fqdn + " starts from its own disk")] {
  exit
}
<#else>
<#import "/" + node.os + "/boot.ftl" as boot>
menuentry [=grub(node.fqdn + " gets " + node.os)] {
  linux [=grub("/" + boot.kernel)] <#list boot.arguments as argument>[=grub(argument)]<#sep> </#sep></#list>
  initrd [=grub("/" + boot.initrd)]
}
</#if>
