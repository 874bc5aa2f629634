# What the demo cluster's nodes get: proof of who they are, and one file of their role. The role in the certificate
# decides, because a node cannot change it; the fact is only compared. Two roles are there for tests that need a
# failure: 'broken' has a resource that fails, 'wrong' has a catalog that does not compile.
class lab {
  $role = $trusted['extensions']['pp_role']
  $cluster = $trusted['extensions']['pp_cluster']

  file { '/etc/lab-applied':
    mode    => '0644',
    content => "role=${role} fact=${facts['lab_role']} cluster=${cluster} certname=${trusted['certname']}\n",
  }

  case $role {
    'controller', 'worker', 'db': {
      file { "/etc/lab-${role}":
        mode    => '0644',
        content => "this node is a ${role}\n",
      }
    }
    'broken': {
      exec { '/bin/false': }
    }
    'wrong': {
      fail("the role 'wrong' has no catalog")
    }
    default: {}
  }
}
