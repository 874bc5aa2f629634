# DHCP for the nodes of [=comment(cluster.name)]. Machines that are none of them get no answer.
port=0
<#if cluster.boot_interface??>
interface=[=cluster.boot_interface]
bind-interfaces
</#if>
<#list cluster.networks as network>

dhcp-range=set:net[=network?index],[=network.address],static,[=network.mask],1h
<#if network.gateway??>
dhcp-option=tag:net[=network?index],option:router,[=network.gateway]
<#else>
dhcp-option=tag:net[=network?index],option:router
</#if>
<#if network.dns?has_content>
dhcp-option=tag:net[=network?index],option:dns-server,[=network.dns?join(",")]
</#if>
<#if network.ipv6??>
# iPXE waits 13 seconds for an announcement like this one before it uses the address from DHCP.
enable-ra
dhcp-range=[=network.ipv6],ra-only,64
</#if>
</#list>
<#list cluster.domains as domain>
dhcp-option=tag:domain[=domain?index],option:domain-name,[=domain]
</#list>

<#list cluster.nodes as node>
<#if node.mac?? && node.ip??>
dhcp-host=[=node.mac],<#list cluster.domains as domain><#if domain == node.domain>set:domain[=domain?index],</#if></#list>[=node.ip],[=node.hostname]
</#if>
</#list>

# Who asks: iPXE by its own option, firmware by its processor and way of booting (RFC 4578).
dhcp-match=set:ipxe,175
dhcp-match=set:bios,option:client-arch,0
dhcp-match=set:efi64,option:client-arch,7
dhcp-match=set:efi64,option:client-arch,9
dhcp-match=set:efihttp,option:client-arch,16
dhcp-boot=tag:ipxe,[=cluster.boot_url]/ipxe/${net0/mac:hexhyp}.ipxe
dhcp-boot=tag:bios,tag:!ipxe,pxelinux.0,[=cluster.boot_host],[=cluster.boot_host]
dhcp-boot=tag:efi64,tag:!ipxe,grubnetx64.efi,[=cluster.boot_host],[=cluster.boot_host]
# UEFI takes a URL only from who calls himself an HTTP server.
dhcp-option-force=tag:efihttp,60,HTTPClient
dhcp-boot=tag:efihttp,tag:!ipxe,[=cluster.boot_url]/grubnetx64.efi
