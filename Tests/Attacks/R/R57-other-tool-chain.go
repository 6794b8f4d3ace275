// @title a go.mod that asks for a tool chain and a module of the network's
// @request {"files": [{"name": "go.mod", "content": "module x\n\ngo 1.99\n\ntoolchain go1.99.0\n\nrequire example.com/x v1.0.0\n"}]}
// @outcome completed|compile-error
// @never ^(go: )?downloading
// @control none what is looked at is that nothing waits for a network
package main

func main() { println("built") }
