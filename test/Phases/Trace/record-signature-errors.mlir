// RUN: ag-opt --ag-record-signature %s -split-input-file -verify-diagnostics=only-expected -allow-unregistered-dialect

// expected-error@+1 {{argument 0 of entry @index_elements is a 'tensor<1xindex>', expected a ranked tensor of an element type of ag}}
func.func @index_elements(%x: tensor<1xindex>) {
  return
}

// -----

func.func @size_from_elements(%x: tensor<i64>) -> tensor<?xf32> {
  // expected-error@+1 {{the size of a result depends on the elements of this op's tensors}}
  %0 = tensor.extract %x[] : tensor<i64>
  %n = arith.index_cast %0 : i64 to index
  %y = ag.iota 0 (%n) : tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

// The size depends on the branch that is taken.
func.func @size_from_choice(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}, %flag: tensor<i1>) -> tensor<?xf32> {
  // expected-error@+1 {{the size of a result depends on the elements of this op's tensors}}
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

// The two branches yield equal sizes if the subtraction is run.
func.func @size_from_choices(%x: tensor<3x?xi32> {ag.dims = [3, "n"]}, %c: tensor<2xi1>) -> tensor<3x?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant dense<0> : tensor<i32>
  %b0 = tensor.extract %c[%c0] : tensor<2xi1>
  // expected-error@+1 {{the size of a result depends on the elements of this op's tensors}}
  %b1 = tensor.extract %c[%c1] : tensor<2xi1>
  %p = scf.if %b0 -> tensor<3x?xi32> {
    %wide = ag.pad %x low [0, 2] high [0, 0] with %zero : tensor<3x?xi32>, tensor<i32> -> tensor<3x?xi32>
    scf.yield %wide : tensor<3x?xi32>
  } else {
    scf.yield %x : tensor<3x?xi32>
  }
  %r:2 = scf.if %b1 -> (tensor<3x?xi32>, tensor<3x?xi32>) {
    scf.yield %x, %p : tensor<3x?xi32>, tensor<3x?xi32>
  } else {
    %d = ag.sub %x, %p : tensor<3x?xi32>
    scf.yield %d, %d : tensor<3x?xi32>, tensor<3x?xi32>
  }
  return %r#1 : tensor<3x?xi32>
}

// -----

// An unknown op is not a dependence on elements.
func.func @size_unknown(%x: tensor<?xf32>) -> tensor<?xf32> {
  // expected-error@+1 {{the size of this value is not known; the sizes of results must follow from those of the arguments}}
  %0 = "test.make"(%x) : (tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

func.func private @called(tensor<4xf32>)

func.func @not_inlined(%x: tensor<4xf32>) {
  // expected-error@+1 {{this call could not be inlined; expected the body of @called in the module}}
  func.call @called(%x) : (tensor<4xf32>) -> ()
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  return
}

// expected-error@+1 {{@f.workspace is the name of a helper of the entry @f; rename this one}}
func.func private @f.workspace()

// -----

// expected-error@+1 {{argument 1 is marked by ag.parameter, which only later phases set; expected the op ag.parameter}}
func.func @marked(%x: tensor<4xf32>, %w: tensor<4xf32> {ag.parameter = "w"}) {
  return
}

// -----

// expected-error@+1 {{it is marked by ag.load, which only a later phase sets}}
func.func @load() attributes {ag.load = "0"} {
  return
}

// -----

func.func private @even(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = func.call @odd(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

func.func private @odd(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = func.call @even(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

func.func @recursive(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{this call is recursive, as @even calls itself in the end, and can't be compiled; expected a loop}}
  %0 = func.call @even(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
