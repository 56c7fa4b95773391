// Sums over no element, divided by the number of elements or by a given number, are 0 / 0.
// RUN: ag-opt --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %t.mlir --entry=variance --dim s=3 --dim t=0 --input=zeros --print | FileCheck %s --check-prefix=NAN
// RUN: ag-run %t.mlir --entry=all --dim s=3 --dim t=0 --input=zeros --print | FileCheck %s --check-prefix=NAN
// RUN: ag-run %t.mlir --entry=given --dim s=3 --dim t=0 --input=zeros --print | FileCheck %s --check-prefix=NAN
// RUN: ag-run %t.mlir --entry=variance --dim s=3 --dim t=70 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=variance --dim s=3 --dim t=0 --input=zeros --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=all --dim s=3 --dim t=0 --input=zeros --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=all --dim s=0 --dim t=3 --input=zeros --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=squares --dim s=0 --dim t=3 --input=zeros --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=given --dim s=3 --dim t=0 --input=zeros --on=cpu --march=x86-64-v3 --same-as=%s

// NAN: nan
// CHECK: [Passed] stream | {{.*}}Function=variance
func.func @variance(%x: tensor<?x?xf32> {ag.dims = ["s", "t"]}) -> tensor<?xf32> {
  %c1 = arith.constant 1 : index
  %t = tensor.dim %x, %c1 : tensor<?x?xf32>
  %i = arith.index_cast %t : index to i64
  %f = tensor.from_elements %i : tensor<i64>
  %n = ag.cast %f : tensor<i64> -> tensor<f32>
  %c0 = arith.constant 0 : index
  %s = tensor.dim %x, %c0 : tensor<?x?xf32>
  %nb = ag.broadcast %n [] (%s) : tensor<f32> -> tensor<?xf32>
  %0 = ag.reduce sum %x [1] : tensor<?x?xf32> -> tensor<?xf32>
  %m = ag.div %0, %nb : tensor<?xf32>
  %mb = ag.broadcast %m [0] (%t) : tensor<?xf32> -> tensor<?x?xf32>
  %d = ag.sub %x, %mb : tensor<?x?xf32>
  %e = ag.mul %d, %d : tensor<?x?xf32>
  %v = ag.reduce sum %e [1] : tensor<?x?xf32> -> tensor<?xf32>
  %r = ag.div %v, %nb : tensor<?xf32>
  return %r : tensor<?xf32>
}

// The count is a product of sizes.
func.func @all(%x: tensor<?x?xf32> {ag.dims = ["s", "t"]}) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %s = tensor.dim %x, %c0 : tensor<?x?xf32>
  %t = tensor.dim %x, %c1 : tensor<?x?xf32>
  %st = arith.muli %s, %t : index
  %i = arith.index_cast %st : index to i64
  %f = tensor.from_elements %i : tensor<i64>
  %n = ag.cast %f : tensor<i64> -> tensor<f32>
  %0 = ag.reduce sum %x [0, 1] : tensor<?x?xf32> -> tensor<f32>
  %m = ag.div %0, %n : tensor<f32>
  %mb = ag.broadcast %m [] (%s, %t) : tensor<f32> -> tensor<?x?xf32>
  %d = ag.sub %x, %mb : tensor<?x?xf32>
  %e = ag.mul %d, %d : tensor<?x?xf32>
  %v = ag.reduce sum %e [0, 1] : tensor<?x?xf32> -> tensor<f32>
  %r = ag.div %v, %n : tensor<f32>
  return %r : tensor<f32>
}

// Only the mean is divided: the sum of squares is 0.
func.func @squares(%x: tensor<?x?xf32> {ag.dims = ["s", "t"]}) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %s = tensor.dim %x, %c0 : tensor<?x?xf32>
  %t = tensor.dim %x, %c1 : tensor<?x?xf32>
  %st = arith.muli %s, %t : index
  %i = arith.index_cast %st : index to i64
  %f = tensor.from_elements %i : tensor<i64>
  %n = ag.cast %f : tensor<i64> -> tensor<f32>
  %0 = ag.reduce sum %x [0, 1] : tensor<?x?xf32> -> tensor<f32>
  %m = ag.div %0, %n : tensor<f32>
  %mb = ag.broadcast %m [] (%s, %t) : tensor<f32> -> tensor<?x?xf32>
  %d = ag.sub %x, %mb : tensor<?x?xf32>
  %e = ag.mul %d, %d : tensor<?x?xf32>
  %v = ag.reduce sum %e [0, 1] : tensor<?x?xf32> -> tensor<f32>
  return %v : tensor<f32>
}

// The divisor is 0 for these inputs, which no form can know.
func.func @given(%x: tensor<?x?xf32> {ag.dims = ["s", "t"]}, %n: tensor<?xf32> {ag.dims = ["s"]}) -> tensor<?xf32> {
  %c1 = arith.constant 1 : index
  %t = tensor.dim %x, %c1 : tensor<?x?xf32>
  %0 = ag.reduce sum %x [1] : tensor<?x?xf32> -> tensor<?xf32>
  %m = ag.div %0, %n : tensor<?xf32>
  %mb = ag.broadcast %m [0] (%t) : tensor<?xf32> -> tensor<?x?xf32>
  %d = ag.sub %x, %mb : tensor<?x?xf32>
  %e = ag.mul %d, %d : tensor<?x?xf32>
  %v = ag.reduce sum %e [1] : tensor<?x?xf32> -> tensor<?xf32>
  %r = ag.div %v, %n : tensor<?xf32>
  return %r : tensor<?xf32>
}
