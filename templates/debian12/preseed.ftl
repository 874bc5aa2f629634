<#assign home = (node.admin_user == "root")?then("/root", "/home/" + node.admin_user)>
<#-- A single line to the installer: each command on its own here, put together without line ends. -->
<#assign late>
umask 077 && rm -f /target/etc/ssh/ssh_host_* <#t>
&& printf '%s\n'<#list node.host_key_private?trim?split("\n") as line> [=sh(line)]</#list> > /target/etc/ssh/ssh_host_ed25519_key <#t>
&& printf '%s\n' [=sh(node.host_key_public)] > /target/etc/ssh/ssh_host_ed25519_key.pub <#t>
&& mkdir -p /target[=home]/.ssh <#t>
&& printf '%s\n'<#list node.ssh_authorized_keys as key> [=sh(key)]</#list> > /target[=home]/.ssh/authorized_keys <#t>
<#if node.admin_user != "root">
&& in-target chown -R [=node.admin_user]:[=node.admin_user] [=home]/.ssh <#t>
&& printf '%s\n' '[=node.admin_user] ALL=(ALL) NOPASSWD:ALL' > /target/etc/sudoers.d/muster <#t>
&& chmod 440 /target/etc/sudoers.d/muster <#t>
</#if>
&& chmod 644 /target/etc/ssh/ssh_host_ed25519_key.pub<#t>
</#assign>
#_preseed_V1
# [=node.name]
d-i debian-installer/locale string en_US.UTF-8
d-i keyboard-configuration/xkb-keymap select us
d-i netcfg/choose_interface select auto
d-i netcfg/get_hostname string [=debconf(node.hostname)]
d-i netcfg/get_domain string [=debconf(node.domain)]
d-i netcfg/hostname string [=debconf(node.hostname)]
d-i mirror/country string manual
d-i mirror/http/hostname string [=debconf(node.debian_mirror.host)]
d-i mirror/http/directory string [=debconf(node.debian_mirror.directory)]
d-i mirror/http/proxy string
<#if node.admin_user == "root">
d-i passwd/root-login boolean true
d-i passwd/root-password-crypted password !
d-i passwd/make-user boolean false
<#else>
d-i passwd/root-login boolean false
d-i passwd/make-user boolean true
d-i passwd/user-fullname string [=debconf(node.admin_user)]
d-i passwd/username string [=debconf(node.admin_user)]
d-i passwd/user-password-crypted password !
</#if>
d-i clock-setup/utc boolean true
d-i time/zone string Etc/UTC
d-i clock-setup/ntp boolean true
<#if node.disk??>
d-i partman-auto/disk string [=debconf(node.disk)]
d-i grub-installer/bootdev string [=debconf(node.disk)]
<#else>
d-i partman/early_command string debconf-set partman-auto/disk "$(list-devices disk | head -n 1)"
d-i grub-installer/bootdev string default
</#if>
d-i partman-auto/method string regular
d-i partman-auto/choose_recipe select atomic
d-i partman-partitioning/confirm_write_new_label boolean true
d-i partman/choose_partition select finish
d-i partman/confirm boolean true
d-i partman/confirm_nooverwrite boolean true
d-i base-installer/install-recommends boolean false
d-i apt-setup/services-select multiselect
tasksel tasksel/first multiselect
d-i pkgsel/include string openssh-server sudo
d-i pkgsel/upgrade select none
d-i pkgsel/update-policy select none
popularity-contest popularity-contest/participate boolean false
d-i grub-installer/only_debian boolean true
d-i finish-install/reboot_in_progress note
d-i preseed/late_command string [=debconf(late)]
