#cloud-config
hostname: [=yaml(node.hostname)]
fqdn: [=yaml(node.fqdn)]
preserve_hostname: false
manage_etc_hosts: localhost
ssh_pwauth: false
<#if node.admin_user == "root">
disable_root: false
</#if>
users:
  - name: [=yaml(node.admin_user)]
<#if node.admin_user != "root">
    shell: /bin/sh
    sudo: "ALL=(ALL) NOPASSWD:ALL"
</#if>
    lock_passwd: true
<#if node.ssh_authorized_keys?has_content>
    ssh_authorized_keys:
<#list node.ssh_authorized_keys as key>
      - [=yaml(key)]
</#list>
</#if>
# The one host key, made beforehand, so that the first connection is a verified one.
ssh_deletekeys: true
ssh_keys:
  ed25519_private: [=yaml(node.host_key_private)]
  ed25519_public: [=yaml(node.host_key_public)]
