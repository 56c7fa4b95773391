// One value is yielded for two results, and another one for one of these and
// for a third. They cannot all be computed in place.
// RUN: ag-run %s --entry=f --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=f --on=cpu --input=randn:1 --input=randn:2 --input=zeros --same-as=%s
// RUN: ag-run %s --entry=either --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=doubled --on=cpu --input=ones --dim n=3 --same-as=%s
// RUN: ag-run %s --entry=reshaped --on=cpu --input=randn:1 --dim n=3 --same-as=%s
func.func @f(%x: tensor<4xf32>, %y: tensor<4xf32>, %c: tensor<3xi1>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %b = tensor.extract %c[%c0] : tensor<3xi1>
  %b1 = tensor.extract %c[%c1] : tensor<3xi1>
  %e = ag.exp %y : tensor<4xf32>
  %r:3 = scf.if %b -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
    %q = scf.if %b1 -> tensor<4xf32> {
      scf.yield %e : tensor<4xf32>
    } else {
      %t = ag.tanh %e : tensor<4xf32>
      scf.yield %t : tensor<4xf32>
    }
    scf.yield %x, %q, %q : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  } else {
    scf.yield %e, %e, %y : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  }
  %d = ag.add %r#0, %r#1 : tensor<4xf32>
  %cc = ag.concat 0 %r#1, %d : tensor<4xf32>, tensor<4xf32> -> tensor<8xf32>
  return %r#0, %r#2, %e, %cc : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<8xf32>
}

// One branch yields an updated argument, and the other one a reshape.
func.func @either(%a0: tensor<33xi64>, %a1: tensor<33xi64>, %k: tensor<3xi64>) -> (tensor<33xi64>) {
  %w0 = ag.reshape %a1 : tensor<33xi64> -> tensor<3x11xi64>
  %w = ag.neg %w0 : tensor<3x11xi64> -> tensor<3x11xi64>
  %c2 = arith.constant 2 : index
  %v7 = tensor.insert_slice %k into %a0[22] [3] [1] : tensor<3xi64> into tensor<33xi64>
  %v9 = tensor.extract %k[%c2] : tensor<3xi64>
  %v10 = arith.constant 1 : i64
  %v11 = arith.cmpi sgt, %v9, %v10 : i64
  %v12 = scf.if %v11 -> (tensor<33xi64>) {
    scf.yield %v7 : tensor<33xi64>
  } else {
    %u = ag.reshape %w : tensor<3x11xi64> -> tensor<33xi64>
    scf.yield %u : tensor<33xi64>
  }
  return %v12 : tensor<33xi64>
}

// A value inserted into a result of dynamic type is computed in memory of its
// own if the result is read in between.
func.func @doubled(%x: tensor<2x?xi8> {ag.dims = [2, "n"]}) -> tensor<2x?xi8> {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c1 : tensor<2x?xi8>
  %sixes = arith.constant dense<6> : tensor<2x5xi8>
  %isOne = arith.cmpi eq, %n, %c1 : index
  %some = arith.cmpi uge, %n, %c1 : index
  %a = scf.if %isOne -> (tensor<2x?xi8>) {
    %t = ag.neg %sixes : tensor<2x5xi8>
    %u = tensor.cast %t : tensor<2x5xi8> to tensor<2x?xi8>
    scf.yield %u : tensor<2x?xi8>
  } else {
    %u = tensor.cast %sixes : tensor<2x5xi8> to tensor<2x?xi8>
    scf.yield %u : tensor<2x?xi8>
  }
  %r = scf.if %some -> (tensor<2x?xi8>) {
    %t = ag.add %a, %a : tensor<2x?xi8>
    scf.yield %t : tensor<2x?xi8>
  } else {
    scf.yield %a : tensor<2x?xi8>
  }
  return %r : tensor<2x?xi8>
}

// A choice is one result. The same value with sizes that its type does not have
// is another one.
func.func @reshaped(%x: tensor<9xi8>, %like: tensor<?xi8> {ag.dims = ["n"]}) -> (tensor<9xi8>, tensor<?x3xi8>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %like, %c0 : tensor<?xi8>
  %z = scf.for %i = %n to %c2 step %c2 iter_args(%s = %x) -> (tensor<9xi8>) {
    %e = tensor.extract %x[%c2] : tensor<9xi8>
    %u = tensor.insert %e into %x[%c0] : tensor<9xi8>
    scf.yield %u : tensor<9xi8>
  }
  %b = arith.cmpi slt, %n, %c2 : index
  %0 = scf.if %b -> (tensor<9xi8>) {
    %6 = ag.max %z, %x : tensor<9xi8>
    scf.yield %6 : tensor<9xi8>
  } else {
    scf.yield %x : tensor<9xi8>
  }
  %1 = scf.index_switch %n -> tensor<9xi8>
  case 0 {
    scf.yield %0 : tensor<9xi8>
  }
  case 2 {
    scf.yield %x : tensor<9xi8>
  }
  default {
    scf.yield %z : tensor<9xi8>
  }
  %2 = ag.reshape %0 (%n) : tensor<9xi8> -> tensor<?x3xi8>
  return %1, %2 : tensor<9xi8>, tensor<?x3xi8>
}
