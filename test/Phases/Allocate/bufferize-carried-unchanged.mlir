// A loop carries a tensor that no iteration changes, which shows once max is
// folded. A branch yields it, or a buffer that is allocated before the loop.
// Upstream then copies it in each iteration, but no copy is needed.
// RUN: ag-opt --to=schedule %s | ag-opt --ag-results-to-destinations --canonicalize --ag-bufferize --canonicalize | FileCheck %s
// RUN: ag-run %s --entry=given --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=nested --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=written --on=cpu --input=randn:1 --input=randn:2 --same-as=%s

// CHECK-LABEL: func.func @given(
// CHECK-SAME: %{{[a-z0-9]+}}: memref<16xf32>, %{{[a-z0-9]+}}: memref<16xf32>, %[[X:[a-z0-9]+]]: memref<16xf32>
// CHECK: scf.for
// CHECK-NOT: memref.copy %[[X]]
// CHECK: return
func.func @given(%a: tensor<16xf32>, %b: tensor<16xf32>) -> (tensor<16xf32>, tensor<16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%x = %a, %y = %b) -> (tensor<16xf32>, tensor<16xf32>) {
    %p = arith.cmpi eq, %i, %c1 : index
    %z = ag.sin %y : tensor<16xf32>
    %n = scf.if %p -> (tensor<16xf32>) {
      scf.yield %x : tensor<16xf32>
    } else {
      %u = ag.sin %z : tensor<16xf32>
      scf.yield %u : tensor<16xf32>
    }
    %m = ag.max %x, %x : tensor<16xf32>
    scf.yield %m, %n : tensor<16xf32>, tensor<16xf32>
  }
  return %r#0, %r#1 : tensor<16xf32>, tensor<16xf32>
}

// An inner loop has it as an iter_arg too, and does not change it either.
func.func @nested(%a: tensor<16xf32>, %b: tensor<16xf32>) -> (tensor<16xf32>, tensor<16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%x = %a, %y = %b) -> (tensor<16xf32>, tensor<16xf32>) {
    %p = arith.cmpi eq, %i, %c1 : index
    %s:2 = scf.for %j = %c0 to %c4 step %c1 iter_args(%t = %x, %v = %y) -> (tensor<16xf32>, tensor<16xf32>) {
      %z = ag.sin %v : tensor<16xf32>
      %n = scf.if %p -> (tensor<16xf32>) {
        scf.yield %t : tensor<16xf32>
      } else {
        %u = ag.sin %z : tensor<16xf32>
        scf.yield %u : tensor<16xf32>
      }
      %m = ag.max %t, %t : tensor<16xf32>
      scf.yield %m, %n : tensor<16xf32>, tensor<16xf32>
    }
    %m = ag.max %s#0, %s#0 : tensor<16xf32>
    scf.yield %m, %s#1 : tensor<16xf32>, tensor<16xf32>
  }
  return %r#0, %r#1 : tensor<16xf32>, tensor<16xf32>
}

// The tensor may be computed before the loop and used after it.
func.func @written(%a: tensor<16xf32>, %b: tensor<16xf32>) -> (tensor<16xf32>, tensor<16xf32>) {
  %e = ag.exp %a : tensor<16xf32>
  %r:2 = func.call @given(%e, %b) : (tensor<16xf32>, tensor<16xf32>) -> (tensor<16xf32>, tensor<16xf32>)
  %s = ag.add %r#1, %r#0 : tensor<16xf32>
  return %r#0, %s : tensor<16xf32>, tensor<16xf32>
}
