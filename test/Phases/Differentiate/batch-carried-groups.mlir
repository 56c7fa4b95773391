// A loop carries two tensors in a branch that some elements of a batch take. One of them becomes the other: the first is
// changed in place, the other is cut, whichever comes first. Elements that divide 0 by 0 there, but do not take the branch,
// have gradients without NaN.
// RUN: split-file %s %t
// RUN: cat %t/first.mlir %t/all.mlir > %t/a.mlir
// RUN: cat %t/first.mlir %t/each.mlir > %t/b.mlir
// RUN: cat %t/second.mlir %t/all.mlir > %t/c.mlir
// RUN: cat %t/second.mlir %t/each.mlir > %t/d.mlir
// RUN: ag-run %t/a.mlir --grad=main:wrt=0,1 --entry=main_grad --input=iota --input=iota --input=iota --input=ones --input=ones --same-as=%t/b.mlir
// RUN: ag-run %t/c.mlir --grad=main:wrt=0,1 --entry=main_grad --input=iota --input=iota --input=iota --input=ones --input=ones --same-as=%t/d.mlir

//--- first.mlir
func.func private @f(%x: tensor<5xf64>, %w: tensor<5xf64>, %i: index) -> (tensor<5xf64>, tensor<5xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %ones = arith.constant dense<1.0> : tensor<5xf64>
  %p = arith.cmpi sgt, %i, %c0 : index
  %r:2 = scf.if %p -> (tensor<5xf64>, tensor<5xf64>) {
    %l:2 = scf.for %k = %c0 to %c2 step %c1 iter_args(%a = %x, %b = %w) -> (tensor<5xf64>, tensor<5xf64>) {
      %d = ag.div %ones, %a : tensor<5xf64>
      %e = ag.contract "i,i->" %d, %a : tensor<5xf64>, tensor<5xf64> -> tensor<f64>
      %g = ag.reshape %e : tensor<f64> -> tensor<1xf64>
      %v = ag.update %a, %g [%i] [1] : tensor<5xf64>, tensor<1xf64> -> tensor<5xf64>
      scf.yield %v, %a : tensor<5xf64>, tensor<5xf64>
    }
    scf.yield %l#0, %l#1 : tensor<5xf64>, tensor<5xf64>
  } else {
    scf.yield %x, %w : tensor<5xf64>, tensor<5xf64>
  }
  return %r#0, %r#1 : tensor<5xf64>, tensor<5xf64>
}

//--- second.mlir
func.func private @f(%x: tensor<5xf64>, %w: tensor<5xf64>, %i: index) -> (tensor<5xf64>, tensor<5xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %ones = arith.constant dense<1.0> : tensor<5xf64>
  %p = arith.cmpi sgt, %i, %c0 : index
  %r:2 = scf.if %p -> (tensor<5xf64>, tensor<5xf64>) {
    %l:2 = scf.for %k = %c0 to %c2 step %c1 iter_args(%b = %w, %a = %x) -> (tensor<5xf64>, tensor<5xf64>) {
      %d = ag.div %ones, %a : tensor<5xf64>
      %e = ag.contract "i,i->" %d, %a : tensor<5xf64>, tensor<5xf64> -> tensor<f64>
      %g = ag.reshape %e : tensor<f64> -> tensor<1xf64>
      %v = ag.update %a, %g [%i] [1] : tensor<5xf64>, tensor<1xf64> -> tensor<5xf64>
      scf.yield %a, %v : tensor<5xf64>, tensor<5xf64>
    }
    scf.yield %l#0, %l#1 : tensor<5xf64>, tensor<5xf64>
  } else {
    scf.yield %w, %x : tensor<5xf64>, tensor<5xf64>
  }
  return %r#0, %r#1 : tensor<5xf64>, tensor<5xf64>
}

//--- all.mlir
func.func @main(%x: tensor<3x5xf64>, %w: tensor<3x5xf64>, %i: tensor<3xi64>) -> (tensor<3x5xf64>, tensor<3x5xf64>) {
  %r:2 = ag.vmap @f in [0, 0, 0] out [0, 0] (%x, %w, %i) : (tensor<3x5xf64>, tensor<3x5xf64>, tensor<3xi64>) -> (tensor<3x5xf64>, tensor<3x5xf64>)
  return %r#0, %r#1 : tensor<3x5xf64>, tensor<3x5xf64>
}

//--- each.mlir
func.func @main(%x: tensor<3x5xf64>, %w: tensor<3x5xf64>, %i: tensor<3xi64>) -> (tensor<3x5xf64>, tensor<3x5xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %empty = tensor.empty() : tensor<3x5xf64>
  %r:2 = scf.for %e = %c0 to %c3 step %c1 iter_args(%o = %empty, %p = %empty) -> (tensor<3x5xf64>, tensor<3x5xf64>) {
    %xe = tensor.extract_slice %x[%e, 0] [1, 5] [1, 1] : tensor<3x5xf64> to tensor<5xf64>
    %we = tensor.extract_slice %w[%e, 0] [1, 5] [1, 1] : tensor<3x5xf64> to tensor<5xf64>
    %ie = tensor.extract %i[%e] : tensor<3xi64>
    %j = arith.index_cast %ie : i64 to index
    %f:2 = func.call @f(%xe, %we, %j) : (tensor<5xf64>, tensor<5xf64>, index) -> (tensor<5xf64>, tensor<5xf64>)
    %q = tensor.insert_slice %f#0 into %o[%e, 0] [1, 5] [1, 1] : tensor<5xf64> into tensor<3x5xf64>
    %s = tensor.insert_slice %f#1 into %p[%e, 0] [1, 5] [1, 1] : tensor<5xf64> into tensor<3x5xf64>
    scf.yield %q, %s : tensor<3x5xf64>, tensor<3x5xf64>
  }
  return %r#0, %r#1 : tensor<3x5xf64>, tensor<3x5xf64>
}
