version: 2
ethernets:
  net0:
<#if node.mac??>
    match: {macaddress: [=yaml(node.mac)]}
    set-name: net0
<#else>
    match: {name: "e*"}
</#if>
<#if node.ip?? && node.network??>
    addresses: [[=yaml(node.ip + "/" + node.network.prefix)]]
<#if node.network.gateway??>
    routes: [{to: "0.0.0.0/0", via: [=yaml(node.network.gateway)]}]
</#if>
<#if node.network.dns?has_content>
    nameservers:
      addresses: [<#list node.network.dns as server>[=yaml(server)]<#sep>, </#sep></#list>]
<#if node.domain != "">
      search: [[=yaml(node.domain)]]
</#if>
</#if>
<#else>
    dhcp4: true
</#if>
