// Indices are equal in all types that can hold them, so their masks have one
// form. The other masks below have another form.
// RUN: ag-opt --fuse %s | FileCheck %s

// CHECK-LABEL: @long
// CHECK: form = "[[CAUSAL:[0-9a-f]+]]"
func.func @long(%x: tensor<200x300xf32>) -> tensor<200xf32> {
  %i = ag.iota 0 : tensor<200x300xi64>
  %j = ag.iota 1 : tensor<200x300xi64>
  %c = ag.compare ge %i, %j : tensor<200x300xi64>, tensor<200x300xi64> -> tensor<200x300xi1>
  %n = arith.constant dense<0xFF800000> : tensor<200x300xf32>
  %s = ag.select %c, %x, %n : tensor<200x300xi1>, tensor<200x300xf32>, tensor<200x300xf32> -> tensor<200x300xf32>
  %e = ag.exp %s : tensor<200x300xf32>
  %l = ag.reduce sum %e [1] : tensor<200x300xf32> -> tensor<200xf32>
  return %l : tensor<200xf32>
}
// CHECK-LABEL: @int
// CHECK: form = "[[CAUSAL]]"
func.func @int(%x: tensor<200x300xf32>) -> tensor<200xf32> {
  %i = ag.iota 0 : tensor<200x300xi32>
  %j = ag.iota 1 : tensor<200x300xi32>
  %c = ag.compare ge %i, %j : tensor<200x300xi32>, tensor<200x300xi32> -> tensor<200x300xi1>
  %n = arith.constant dense<0xFF800000> : tensor<200x300xf32>
  %s = ag.select %c, %x, %n : tensor<200x300xi1>, tensor<200x300xf32>, tensor<200x300xf32> -> tensor<200x300xf32>
  %e = ag.exp %s : tensor<200x300xf32>
  %l = ag.reduce sum %e [1] : tensor<200x300xf32> -> tensor<200xf32>
  return %l : tensor<200xf32>
}
// CHECK-LABEL: @turned
// CHECK: form = "[[CAUSAL]]"
func.func @turned(%x: tensor<200x300xf32>) -> tensor<200xf32> {
  %i = ag.iota 0 : tensor<200x300xi32>
  %j = ag.iota 1 : tensor<200x300xi32>
  %c = ag.compare le %j, %i : tensor<200x300xi32>, tensor<200x300xi32> -> tensor<200x300xi1>
  %n = arith.constant dense<0xFF800000> : tensor<200x300xf32>
  %s = ag.select %c, %x, %n : tensor<200x300xi1>, tensor<200x300xf32>, tensor<200x300xf32> -> tensor<200x300xf32>
  %e = ag.exp %s : tensor<200x300xf32>
  %l = ag.reduce sum %e [1] : tensor<200x300xf32> -> tensor<200xf32>
  return %l : tensor<200xf32>
}
// CHECK-LABEL: @short
// CHECK: form = "[[CAUSAL]]"
func.func @short(%x: tensor<200x300xf32>) -> tensor<200xf32> {
  %i = ag.iota 0 : tensor<200x300xi16>
  %j = ag.iota 1 : tensor<200x300xi16>
  %c = ag.compare ge %i, %j : tensor<200x300xi16>, tensor<200x300xi16> -> tensor<200x300xi1>
  %n = arith.constant dense<0xFF800000> : tensor<200x300xf32>
  %s = ag.select %c, %x, %n : tensor<200x300xi1>, tensor<200x300xf32>, tensor<200x300xf32> -> tensor<200x300xf32>
  %e = ag.exp %s : tensor<200x300xf32>
  %l = ag.reduce sum %e [1] : tensor<200x300xf32> -> tensor<200xf32>
  return %l : tensor<200xf32>
}
// CHECK-LABEL: @repeated
// CHECK: form = "[[CAUSAL]]"
func.func @repeated(%x: tensor<200x300xf32>) -> tensor<200xf32> {
  %i0 = ag.iota 0 : tensor<200xi32>
  %j0 = ag.iota 0 : tensor<300xi32>
  %i = ag.broadcast %i0 [0] : tensor<200xi32> -> tensor<200x300xi32>
  %j = ag.broadcast %j0 [1] : tensor<300xi32> -> tensor<200x300xi32>
  %c = ag.compare ge %i, %j : tensor<200x300xi32>, tensor<200x300xi32> -> tensor<200x300xi1>
  %n = arith.constant dense<0xFF800000> : tensor<200x300xf32>
  %s = ag.select %c, %x, %n : tensor<200x300xi1>, tensor<200x300xf32>, tensor<200x300xf32> -> tensor<200x300xf32>
  %e = ag.exp %s : tensor<200x300xf32>
  %l = ag.reduce sum %e [1] : tensor<200x300xf32> -> tensor<200xf32>
  return %l : tensor<200xf32>
}
// CHECK-LABEL: @difference
// CHECK: form = "[[CAUSAL]]"
func.func @difference(%x: tensor<200x300xf32>) -> tensor<200xf32> {
  %i = ag.iota 0 : tensor<200x300xi32>
  %j = ag.iota 1 : tensor<200x300xi32>
  %d = ag.sub %i, %j : tensor<200x300xi32>
  %z = arith.constant dense<0> : tensor<200x300xi32>
  %c = ag.compare ge %d, %z : tensor<200x300xi32>, tensor<200x300xi32> -> tensor<200x300xi1>
  %n = arith.constant dense<0xFF800000> : tensor<200x300xf32>
  %s = ag.select %c, %x, %n : tensor<200x300xi1>, tensor<200x300xf32>, tensor<200x300xf32> -> tensor<200x300xf32>
  %e = ag.exp %s : tensor<200x300xf32>
  %l = ag.reduce sum %e [1] : tensor<200x300xf32> -> tensor<200xf32>
  return %l : tensor<200xf32>
}
// CHECK-NOT: form = "[[CAUSAL]]"

// The reversed mask, a mask of rows, and a mask of bytes, which wrap.
func.func @anti(%x: tensor<200x300xf32>) -> tensor<200xf32> {
  %i = ag.iota 0 : tensor<200x300xi32>
  %j = ag.iota 1 : tensor<200x300xi32>
  %c = ag.compare le %i, %j : tensor<200x300xi32>, tensor<200x300xi32> -> tensor<200x300xi1>
  %n = arith.constant dense<0xFF800000> : tensor<200x300xf32>
  %s = ag.select %c, %x, %n : tensor<200x300xi1>, tensor<200x300xf32>, tensor<200x300xf32> -> tensor<200x300xf32>
  %e = ag.exp %s : tensor<200x300xf32>
  %l = ag.reduce sum %e [1] : tensor<200x300xf32> -> tensor<200xf32>
  return %l : tensor<200xf32>
}
func.func @rows(%x: tensor<200x300xf32>) -> tensor<200xf32> {
  %i = ag.iota 0 : tensor<200x300xi32>
  %j = ag.iota 1 : tensor<200x300xi32>
  %m = arith.constant dense<150> : tensor<200x300xi32>
  %c = ag.compare ge %i, %m : tensor<200x300xi32>, tensor<200x300xi32> -> tensor<200x300xi1>
  %n = arith.constant dense<0xFF800000> : tensor<200x300xf32>
  %s = ag.select %c, %x, %n : tensor<200x300xi1>, tensor<200x300xf32>, tensor<200x300xf32> -> tensor<200x300xf32>
  %e = ag.exp %s : tensor<200x300xf32>
  %l = ag.reduce sum %e [1] : tensor<200x300xf32> -> tensor<200xf32>
  return %l : tensor<200xf32>
}
func.func @bytes(%x: tensor<200x300xf32>) -> tensor<200xf32> {
  %i = ag.iota 0 : tensor<200x300xi8>
  %j = ag.iota 1 : tensor<200x300xi8>
  %c = ag.compare ge %i, %j : tensor<200x300xi8>, tensor<200x300xi8> -> tensor<200x300xi1>
  %n = arith.constant dense<0xFF800000> : tensor<200x300xf32>
  %s = ag.select %c, %x, %n : tensor<200x300xi1>, tensor<200x300xf32>, tensor<200x300xf32> -> tensor<200x300xf32>
  %e = ag.exp %s : tensor<200x300xf32>
  %l = ag.reduce sum %e [1] : tensor<200x300xf32> -> tensor<200xf32>
  return %l : tensor<200xf32>
}
