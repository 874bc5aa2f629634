# Debian's signed GRUB asks for this very file and for no other, so it leads to the file of each machine.
<#list cluster.nodes as node>
<#if node.mac??>
if [ "$net_default_mac" = [=grub(node.mac)] ]; then configfile $prefix/grub.cfg-01-[=node.mac_hyphens]; fi
</#if>
</#list>
echo "no node has the address $net_default_mac"
exit
