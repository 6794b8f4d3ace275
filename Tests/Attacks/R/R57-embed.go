// @title files of the host's are embedded into the program
// @outcome compile-error
// @never root:
// @control none what is looked at is the tool chain's answer
package main

import _ "embed"

//go:embed ../../etc/passwd
var users string

//go:embed /etc/passwd
var others string

func main() { println(users, others) }
