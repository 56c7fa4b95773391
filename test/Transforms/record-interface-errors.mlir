// RUN: ag-opt --ag-record-interface %s -split-input-file -verify-diagnostics=only-expected

// expected-error@+1 {{argument 0 of entry @index_elements is a 'tensor<1xindex>', expected a ranked tensor of an element type of ag}}
func.func @index_elements(%x: tensor<1xindex>) {
  return
}

// -----

// expected-error@+1 {{the size of a result depends on the elements of this op's tensors}}
func.func @size_from_elements(%x: tensor<i64>) -> tensor<?xf32> {
  %0 = tensor.extract %x[] : tensor<i64>
  %n = arith.index_cast %0 : i64 to index
  %y = ag.iota 0 (%n) : tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

// Which branch is taken tells the size.
// expected-error@+1 {{the size of a result depends on the elements of this op's tensors}}
func.func @size_from_choice(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}, %flag: tensor<i1>) -> tensor<?xf32> {
  %c = tensor.extract %flag[] : tensor<i1>
  %r = scf.if %c -> tensor<?xf32> {
    scf.yield %x : tensor<?xf32>
  } else {
    scf.yield %y : tensor<?xf32>
  }
  %z = ag.concat 0 %r, %x : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return %z : tensor<?xf32>
}

// -----

func.func private @called(tensor<4xf32>)

func.func @not_inlined(%x: tensor<4xf32>) {
  // expected-error@+1 {{this call could not be inlined; expected the body of @called in the module, and no recursion}}
  func.call @called(%x) : (tensor<4xf32>) -> ()
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  return
}

// expected-error@+1 {{@f.workspace is what the entry @f needs a function of its own for; rename this one}}
func.func private @f.workspace()

// -----

// expected-error@+1 {{argument 1 is marked by ag.parameter, which later phases do; expected the op ag.parameter}}
func.func @marked(%x: tensor<4xf32>, %w: tensor<4xf32> {ag.parameter = "w"}) {
  return
}

// -----

// expected-error@+1 {{it is marked by ag.load, which a later phase does}}
func.func @load() attributes {ag.load = "0"} {
  return
}
