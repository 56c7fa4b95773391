// Only the operands of these sizes in loops have bounds: sizes of tiles, of
// remainders of tiles, and sums of them.
// RUN: ag-run %s --entry=tiles --dim n=61 --on=cpu --input=ones --poison-memory --same-as=%s
// RUN: ag-run %s --entry=tiles --dim n=0 --on=cpu --input=ones --same-as=%s
// RUN: ag-run %s --entry=parts --dim n=61 --on=cpu --input=ones --poison-memory --same-as=%s
// RUN: ag-run %s --entry=parts --dim n=1 --on=cpu --input=ones --same-as=%s
// RUN: ag-run %s --entry=either --dim n=8 --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=either --dim n=6 --on=cpu --input=zeros --poison-memory --same-as=%s
// RUN: ag-opt %s --to=allocate --remarks-filter=ag-verify-workspace -o /dev/null 2>&1 | FileCheck %s
// CHECK: Function=tiles | Remark="{{[0-9]+}} temporaries are disjoint while needed, at all sizes"
func.func @tiles(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %turns = arith.ceildivui %n, %c6 : index
  %zero = arith.constant dense<0.0> : tensor<f32>
  %r = scf.for %i = %c0 to %turns step %c1 iter_args(%s = %zero) -> tensor<f32> {
    %begin = arith.muli %i, %c6 : index
    %left = arith.subi %n, %begin : index
    %least = arith.minsi %left, %c6 : index
    %size = arith.maxsi %least, %c0 : index
    %t = tensor.extract_slice %x[%begin] [%size] [1] : tensor<?xf32> to tensor<?xf32>
    %e = ag.exp %t : tensor<?xf32>
    %h = ag.tanh %x : tensor<?xf32>
    %c = ag.concat 0 %e, %h : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
    %m = ag.reduce max %c [0] : tensor<?xf32> -> tensor<f32>
    %all = arith.addi %size, %n : index
    %b = ag.broadcast %m [] (%all) : tensor<f32> -> tensor<?xf32>
    %d = ag.div %c, %b : tensor<?xf32>
    %p = ag.reduce sum %d [0] : tensor<?xf32> -> tensor<f32>
    %u = ag.add %s, %p : tensor<f32>
    scf.yield %u : tensor<f32>
  }
  return %r : tensor<f32>
}

func.func @parts(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %zero = arith.constant dense<0.0> : tensor<f32>
  %r = scf.for %i = %c0 to %n step %c3 iter_args(%s = %zero) -> tensor<f32> {
    %j = arith.minsi %i, %n : index
    %third = arith.divui %j, %c3 : index
    %rest = arith.remui %j, %c3 : index
    %whole = arith.subi %j, %rest : index
    %t0 = tensor.extract_slice %x[0] [%third] [1] : tensor<?xf32> to tensor<?xf32>
    %t1 = tensor.extract_slice %x[0] [%whole] [1] : tensor<?xf32> to tensor<?xf32>
    %e0 = ag.exp %t0 : tensor<?xf32>
    %e1 = ag.exp %t1 : tensor<?xf32>
    %c = ag.concat 0 %e0, %e1 : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
    %p = ag.reduce sum %c [0] : tensor<?xf32> -> tensor<f32>
    %q = ag.reduce max %c [0] : tensor<?xf32> -> tensor<f32>
    %v = ag.add %p, %s : tensor<f32>
    scf.yield %v : tensor<f32>
  }
  return %r : tensor<f32>
}

// One of two branches yields a slice, which is copied for a reshape.
func.func @either(%x: tensor<?x3xi32> {ag.dims = ["n", 3]}, %c: tensor<2xi32>) -> tensor<i32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xi32>
  %one = arith.constant 1 : i32
  %e = tensor.extract %c[%c1] : tensor<2xi32>
  %b = arith.cmpi eq, %e, %one : i32
  %r = scf.if %b -> tensor<?x3xi32> {
    %rest = arith.remsi %n, %c3 : index
    %size = arith.subi %n, %rest : index
    %p = tensor.extract_slice %x[%rest, 0] [%size, 3] [1, 1] : tensor<?x3xi32> to tensor<?x3xi32>
    scf.yield %p : tensor<?x3xi32>
  } else {
    scf.yield %x : tensor<?x3xi32>
  }
  %m = tensor.dim %r, %c0 : tensor<?x3xi32>
  %t = ag.reshape %r (%m) : tensor<?x3xi32> -> tensor<3x?xi32>
  %s = ag.reduce sum %t [0, 1] : tensor<3x?xi32> -> tensor<i32>
  return %s : tensor<i32>
}
