// Tensors without elements are reshaped, whatever proves that they are empty.
// RUN: ag-run %s --entry=to_static --dim=n=3 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=to_dynamic --dim=n=3 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=between --dim=n=0 --dim=m=4 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=carried --dim=n=31 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=narrowed --dim=a=0 --dim=b=1 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-opt %s --to=schedule --ag-bufferize | FileCheck %s

// CHECK-LABEL: func.func @to_static(
// CHECK-NOT: memref.collapse_shape
func.func @to_static(%x: tensor<?x0xf32> {ag.dims = ["n", 0]}) -> (tensor<0xf32>, tensor<2x0xf32>, tensor<?x0x3xf32>) {
  %c7 = arith.constant 7 : index
  %0 = ag.reshape %x : tensor<?x0xf32> -> tensor<0xf32>
  %1 = ag.reshape %x : tensor<?x0xf32> -> tensor<2x0xf32>
  %2 = ag.reshape %x (%c7) : tensor<?x0xf32> -> tensor<?x0x3xf32>
  return %0, %1, %2 : tensor<0xf32>, tensor<2x0xf32>, tensor<?x0x3xf32>
}

// CHECK-LABEL: func.func @to_dynamic(
func.func @to_dynamic(%x: tensor<4x0xf32>, %like: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<?x0xf32>, tensor<?x?xf32>) {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %n = tensor.dim %like, %c0 : tensor<?xf32>
  %none = arith.subi %n, %c3 : index
  %0 = ag.reshape %x (%none) : tensor<4x0xf32> -> tensor<?xf32>
  %1 = ag.reshape %x (%n) : tensor<4x0xf32> -> tensor<?x0xf32>
  %2 = ag.reshape %x (%none, %n) : tensor<4x0xf32> -> tensor<?x?xf32>
  return %0, %1, %2 : tensor<?xf32>, tensor<?x0xf32>, tensor<?x?xf32>
}

// A reshape without elements has the requested sizes, which may be new ones.
func.func @between(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?x?xf32>, tensor<0x9xf32>) {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %0 = ag.reshape %x (%n, %c5) : tensor<?x?xf32> -> tensor<?x?xf32>
  %1 = ag.reshape %0 (%c5, %n) : tensor<?x?xf32> -> tensor<?x?xf32>
  %2 = ag.reshape %x (%n, %c5, %c5) : tensor<?x?xf32> -> tensor<?x?x?xf32>
  %3 = ag.reshape %2 : tensor<?x?x?xf32> -> tensor<0x9xf32>
  return %0, %1, %2, %3 : tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?x?xf32>, tensor<0x9xf32>
}

// Loops exchange empty tensors, one of which has a size that only a cast knows.
func.func @carried(%x: tensor<?x0xf32> {ag.dims = ["n", 0]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %0:3 = scf.while (%a = %x, %b = %x, %k = %c0) : (tensor<?x0xf32>, tensor<?x0xf32>, index) -> (tensor<?x0xf32>, tensor<?x0xf32>, index) {
    %more = arith.cmpi slt, %k, %c3 : index
    scf.condition(%more) %a, %b, %k : tensor<?x0xf32>, tensor<?x0xf32>, index
  } do {
  ^bb0(%a: tensor<?x0xf32>, %b: tensor<?x0xf32>, %k: index):
    %next = arith.addi %k, %c1 : index
    %s = tensor.cast %b : tensor<?x0xf32> to tensor<31x0xf32>
    %d = tensor.cast %s : tensor<31x0xf32> to tensor<?x0xf32>
    scf.yield %b, %d, %next : tensor<?x0xf32>, tensor<?x0xf32>, index
  }
  %1 = ag.contract "ab,ab->a" %x, %0#0 : tensor<?x0xf32>, tensor<?x0xf32> -> tensor<?xf32>
  return %1 : tensor<?xf32>
}

// The iter_arg turns out to be empty; the yielded tensor does not.
func.func @narrowed(%x: tensor<?x?x?xf32> {ag.dims = ["b", "a", "a"]}, %y: tensor<?xf32> {ag.dims = ["a"]}) -> tensor<?x?x0xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = tensor.dim %y, %c0 : tensor<?xf32>
  %0 = ag.slice %x [0, %a, %a] [%c1, %a, %c0] [2, 1, 1] : tensor<?x?x?xf32>
  %1 = scf.for %i = %a to %c1 step %c1 iter_args(%s = %0) -> (tensor<?x?x?xf32>) {
    scf.yield %x : tensor<?x?x?xf32>
  }
  %2 = tensor.extract_slice %1[0, 0, 0] [%c1, %a, 0] [1, 1, 1] : tensor<?x?x?xf32> to tensor<?x?x0xf32>
  return %2 : tensor<?x?x0xf32>
}
