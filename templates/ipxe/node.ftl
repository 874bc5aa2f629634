#!ipxe
# [=node.name]
<#if node.os == "existing">
echo [=node.name] starts from its own disk
exit 1
<#else>
<#import "/" + node.os + "/boot.ftl" as boot>
echo [=node.name] gets [=node.os] from [=node.boot_url]
set base [=ipxe(node.boot_url)]
kernel ${base}/[=ipxe(boot.kernel)] initrd=initrd <#list boot.arguments as argument>[=ipxe(argument)]<#sep> </#sep></#list> || goto failed
initrd --name initrd ${base}/[=ipxe(boot.initrd)] || goto failed
boot || goto failed
:failed
echo [=node.name] could not be started and tries again
sleep 10
reboot
</#if>
