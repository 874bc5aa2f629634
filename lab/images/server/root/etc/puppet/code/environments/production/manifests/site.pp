node default {
  include lab
}
