# [=node.name]
DEFAULT muster
PROMPT 0
TIMEOUT 10
LABEL muster
<#if node.os == "existing">
  LOCALBOOT 0
<#else>
<#import "/" + node.os + "/boot.ftl" as boot>
  KERNEL [=pxelinux(boot.kernel)]
  INITRD [=pxelinux(boot.initrd)]
  APPEND <#list boot.arguments as argument>[=pxelinux(argument)]<#sep> </#sep></#list>
</#if>
