<#assign network>
[Match]
MACAddress=[=node.mac]

[Network]
Address=[=node.ip]/[=node.network.prefix]
<#if node.network.gateway??>
Gateway=[=node.network.gateway]
</#if>
<#list node.network.dns as server>
DNS=[=server]
</#list>
<#if node.domain != "">
Domains=[=node.domain]
</#if>
</#assign>
<#assign sudoers>
[=node.admin_user] ALL=(ALL) NOPASSWD:ALL
</#assign>
{
  "ignition": {"version": "3.3.0"},
  "passwd": {
    "users": [
      {
        "name": [=json(node.admin_user)],
<#if node.admin_user != "root">
        "groups": ["sudo", "docker"],
        "shell": "/bin/bash",
</#if>
        "sshAuthorizedKeys": [
<#list node.ssh_authorized_keys as key>
          [=json(key)]<#sep>,</#sep>
</#list>
        ]
      }
    ]
  },
  "storage": {
    "files": [
      {
        "path": "/etc/hostname", "mode": 420, "overwrite": true,
        "contents": {"source": [=json(data_url(node.fqdn + "\n"))]}
      },
      {
        "path": "/etc/systemd/network/00-muster.network", "mode": 420, "overwrite": true,
        "contents": {"source": [=json(data_url(network))]}
      },
      {
        "path": "/etc/sudoers.d/muster", "mode": 288, "overwrite": true,
        "contents": {"source": [=json(data_url(sudoers))]}
      },
      {
        "path": "/etc/ssh/ssh_host_ed25519_key", "mode": 384, "overwrite": true,
        "contents": {"source": [=json(data_url(node.host_key_private))]}
      },
      {
        "path": "/etc/ssh/ssh_host_ed25519_key.pub", "mode": 420, "overwrite": true,
        "contents": {"source": [=json(data_url(node.host_key_public + "\n"))]}
      }
    ]
  },
  "systemd": {
    "units": [
      {"name": "docker.service", "enabled": true}
    ]
  }
}
