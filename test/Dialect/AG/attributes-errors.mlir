// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

// expected-error@+1 {{'func.func' [dims-attribute] argument 0 of type 'tensor<?xf32>' has ["n", 3], expected an identifier for each '?' and the number of each static dimension}}
func.func @dims(%x: tensor<?xf32> {ag.dims = ["n", 3]}) {
  return
}

// -----

// expected-error@+1 {{'func.func' [ranges-attribute] "n" is [3, 2], expected [least, greatest] with 0 <= least <= greatest}}
func.func @ranges() attributes {ag.ranges = {n = [3, 2]}} {
  return
}

// -----

func.func @message(%c: i1, %i: index) {
  // expected-error@+1 {{'ag.require' [message] "at {1}" names a value that is not there; there are 1}}
  ag.require %c, "at {1}" (%i)
  return
}
