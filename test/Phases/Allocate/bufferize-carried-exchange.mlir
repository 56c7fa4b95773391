// A loop exchanges two tensors and assigns one to a third, too, which shows once max is folded, after
// ag-yield-in-place. ag-bufferize copies in rounds, none of which overwrites what a later one reads.
// RUN: ag-run %s --entry=folded --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=plain --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-opt --to=allocate %s | FileCheck %s

// CHECK-LABEL: func.func @folded(
// CHECK-NOT: memref.alloc
// CHECK: return
func.func @folded(%x: tensor<15xf32>, %y: tensor<15xf32>, %z: tensor<15xf32>) -> (tensor<15xf32>, tensor<15xf32>, tensor<15xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %0:3 = scf.for %i = %c0 to %c5 step %c1 iter_args(%a = %x, %b = %y, %c = %z) -> (tensor<15xf32>, tensor<15xf32>, tensor<15xf32>) {
    %m = ag.max %a, %a : tensor<15xf32>
    scf.yield %b, %m, %m : tensor<15xf32>, tensor<15xf32>, tensor<15xf32>
  }
  return %0#2, %0#1, %0#0 : tensor<15xf32>, tensor<15xf32>, tensor<15xf32>
}

func.func @plain(%x: tensor<15xf32>, %y: tensor<15xf32>, %z: tensor<15xf32>) -> (tensor<15xf32>, tensor<15xf32>, tensor<15xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %0:3 = scf.for %i = %c0 to %c5 step %c1 iter_args(%a = %x, %b = %y, %c = %z) -> (tensor<15xf32>, tensor<15xf32>, tensor<15xf32>) {
    scf.yield %b, %a, %a : tensor<15xf32>, tensor<15xf32>, tensor<15xf32>
  }
  return %0#2, %0#1, %0#0 : tensor<15xf32>, tensor<15xf32>, tensor<15xf32>
}
