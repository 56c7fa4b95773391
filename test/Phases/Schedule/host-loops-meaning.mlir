// Loops of the host update tensors that an iteration reads in other places, too.
// RUN: ag-run %s --entry=more --on=emulator --poison-memory --input=iota --same-as=%s
// RUN: ag-run %s --entry=moved --on=emulator --poison-memory --input=iota --same-as=%s
// RUN: ag-run %s --entry=own --on=emulator --poison-memory --input=iota --same-as=%s

// An update needs memory of its own.
func.func @more(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %0 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<4xf32> {
    %1 = tensor.extract_slice %a[%i] [1] [1] : tensor<4xf32> to tensor<1xf32>
    %2 = ag.exp %1 : tensor<1xf32>
    %3 = tensor.insert_slice %2 into %a[%i] [1] [1] : tensor<1xf32> into tensor<4xf32>
    scf.yield %3 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// A row is read from the updated tensor, where other rows are written.
func.func @moved(%x: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %0 = scf.for %i = %c0 to %c7 step %c1 iter_args(%s = %x) -> (tensor<8x4xf32>) {
    %j = arith.addi %i, %c1 : index
    %p = tensor.extract_slice %s[%i, 0] [1, 4] [1, 1] : tensor<8x4xf32> to tensor<4xf32>
    %q = tensor.insert_slice %p into %s[%j, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<8x4xf32>
    scf.yield %q : tensor<8x4xf32>
  }
  return %0 : tensor<8x4xf32>
}

// The indices are in the updated tensor.
func.func @own(%x: tensor<4xi32>, %u: tensor<4xi32>) -> tensor<4xi32> {
  %0 = ag.scatter 0 clamp %x, %x, %u : tensor<4xi32>, tensor<4xi32>, tensor<4xi32> -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// The step is an element: the demand on it is checked before the loop, which would not end otherwise.
// RUN: not ag-run %s --entry=stuck --on=emulator --input=zeros 2>&1 | FileCheck %s --check-prefix=STUCK
// STUCK: scf.for: the step is 0, expected 1 or more
func.func @stuck(%x: tensor<3xf32>, %s: tensor<i32>) -> tensor<3xf32> {
  %c0 = arith.constant 0 : index
  %c9 = arith.constant 9 : index
  %v = tensor.extract %s[] : tensor<i32>
  %step = arith.index_cast %v : i32 to index
  %y = scf.for %i = %c0 to %c9 step %step iter_args(%a = %x) -> tensor<3xf32> {
    %t = ag.tanh %a : tensor<3xf32>
    scf.yield %t : tensor<3xf32>
  }
  return %y : tensor<3xf32>
}
