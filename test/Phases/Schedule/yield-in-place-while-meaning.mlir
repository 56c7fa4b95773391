// While loops forward tensors of other sizes than their iter_args, if these
// sizes are known before the loop.
// RUN: ag-run %s --entry=outside --on=cpu --dim n=4 --input=iota --same-as=%s
// RUN: ag-run %s --entry=constant --on=cpu --dim n=25 --input=iota --same-as=%s
// RUN: ag-run %s --entry=sums --on=cpu --dim n=3 --dim m=4 --input=iota --same-as=%s
// RUN: ag-run %s --entry=swapped --on=cpu --dim n=3 --dim m=4 --input=iota --same-as=%s

// The size follows from a tensor that the loop reads.
func.func @outside(%x: tensor<?xi32> {ag.dims = ["n"]}, %y: tensor<2xi32>) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:3 = scf.while (%a = %y, %b = %y, %i = %c0) : (tensor<2xi32>, tensor<2xi32>, index) -> (tensor<?xi32>, tensor<2xi32>, index) {
    %s = ag.reduce sum %a [0] : tensor<2xi32> -> tensor<i32>
    %n = tensor.dim %x, %c0 : tensor<?xi32>
    %t = ag.broadcast %s [] (%n) : tensor<i32> -> tensor<?xi32>
    %u = ag.add %t, %x : tensor<?xi32>
    %c = arith.cmpi slt, %i, %c3 : index
    scf.condition(%c) %u, %b, %i : tensor<?xi32>, tensor<2xi32>, index
  } do {
  ^bb0(%u: tensor<?xi32>, %b: tensor<2xi32>, %i: index):
    %j = arith.addi %i, %c1 : index
    %v = ag.add %b, %b : tensor<2xi32>
    scf.yield %v, %v, %j : tensor<2xi32>, tensor<2xi32>, index
  }
  return %r#0 : tensor<?xi32>
}

// The size follows from the type before a cast.
func.func @constant(%x: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %f = ag.reshape %x : tensor<?xi32> -> tensor<25xi32>
  %r:2 = scf.while (%a = %x, %i = %c0) : (tensor<?xi32>, index) -> (tensor<?xi32>, index) {
    %p = ag.neg %f : tensor<25xi32>
    %q = tensor.cast %p : tensor<25xi32> to tensor<?xi32>
    %c = arith.cmpi slt, %i, %c3 : index
    scf.condition(%c) %q, %i : tensor<?xi32>, index
  } do {
  ^bb0(%b: tensor<?xi32>, %i: index):
    %j = arith.addi %i, %c1 : index
    %v = ag.max %b, %x : tensor<?xi32>
    scf.yield %v, %j : tensor<?xi32>, index
  }
  return %r#0 : tensor<?xi32>
}

// The size follows from more than one tensor, though the types are the same.
func.func @sums(%x: tensor<?xi32> {ag.dims = ["n"]}, %y: tensor<?xi32> {ag.dims = ["m"]}) -> (tensor<i32>, tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:2 = scf.while (%a = %x, %i = %c0) : (tensor<?xi32>, index) -> (tensor<?xi32>, index) {
    %q = ag.concat 0 %a, %y : tensor<?xi32>, tensor<?xi32> -> tensor<?xi32>
    %c = arith.cmpi slt, %i, %c3 : index
    scf.condition(%c) %q, %i : tensor<?xi32>, index
  } do {
  ^bb0(%b: tensor<?xi32>, %i: index):
    %j = arith.addi %i, %c1 : index
    %n = tensor.dim %x, %c0 : tensor<?xi32>
    %v = ag.slice %b [%c1] [%n] [1] : tensor<?xi32>
    scf.yield %v, %j : tensor<?xi32>, index
  }
  %s = ag.reduce sum %r#0 [0] : tensor<?xi32> -> tensor<i32>
  return %s, %r#0 : tensor<i32>, tensor<?xi32>
}

// The loop exchanges its iter_args.
func.func @swapped(%x: tensor<?xi32> {ag.dims = ["n"]}, %y: tensor<?xi32> {ag.dims = ["m"]}) -> (tensor<?xi32>, tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:3 = scf.while (%a = %x, %b = %y, %i = %c0) : (tensor<?xi32>, tensor<?xi32>, index) -> (tensor<?xi32>, tensor<?xi32>, index) {
    %c = arith.cmpi slt, %i, %c3 : index
    scf.condition(%c) %b, %a, %i : tensor<?xi32>, tensor<?xi32>, index
  } do {
  ^bb0(%b: tensor<?xi32>, %a: tensor<?xi32>, %i: index):
    %j = arith.addi %i, %c1 : index
    %v = ag.neg %a : tensor<?xi32>
    scf.yield %v, %b, %j : tensor<?xi32>, tensor<?xi32>, index
  }
  return %r#0, %r#1 : tensor<?xi32>, tensor<?xi32>
}
