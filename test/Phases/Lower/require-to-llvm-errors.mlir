// RUN: ag-opt --ag-require-to-llvm %s -split-input-file -verify-diagnostics=only-expected

func.func @unlowered(%c: i1, %d: i1) {
  scf.if %c {
    // expected-error@+1 {{expected control flow to be lowered to cf first}}
    ag.require %d, "d"
  }
  return
}

// -----

func.func private @called(%c: i1) {
  // expected-error@+1 {{a private function can fail; expected it to be inlined}}
  ag.require %c, "c"
  return
}

// -----

func.func private @ag.taken(memref<4xf32>)
// expected-error@+1 {{its name in the object would be "ag.taken", which is taken}}
func.func @taken() {
  return
}
