// Elements as values, indices and requirements; reductions, products and scatters, run by a GPU's emulator.

// RUN: ag-run %s --entry=places --input=iota --on=emulator --poison-memory --same-as=%s
// RUN: env AG_EMULATOR=order=random:3 ag-run %s --entry=places --input=iota --on=emulator --same-as=%s
// RUN: ag-run %s --entry=scatters --input=iota --dim n=0 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=scatters --input=iota --dim n=300 --on=emulator --poison-memory --same-as=%s
// RUN: env AG_EMULATOR=order=random:5 ag-run %s --entry=scatters --input=iota --dim n=300 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=one --input=zeros --dim n=300 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=sums --input=randn:1 --dim n=3 --dim m=5000 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=sums --input=randn:1 --dim n=300 --dim m=1 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=sums --input=randn:1 --dim n=0 --dim m=0 --on=emulator --poison-memory --same-as=%s
// RUN: env AG_EMULATOR=order=random:7 ag-run %s --entry=sums --input=randn:1 --dim n=3 --dim m=700 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=behind --input=iota --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=transposed --input=randn:1 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=demanded --input=iota --dim n=4 --on=emulator --same-as=%s
// RUN: not ag-run %s --entry=demanded --input=iota --dim n=9 --on=emulator 2>&1 | FileCheck %s
// CHECK: error: ag.gather: index 8 is outside of a dimension of 4, at cuda-elements.mlir

func.func @places(%x: tensor<10xf32>, %u: tensor<3xf32>, %at: tensor<i32>) -> (tensor<3xf32>, tensor<10xf32>, tensor<12xf32>, tensor<f32>) {
  %0 = tensor.extract %at[] : tensor<i32>
  %1 = arith.index_cast %0 : i32 to index
  %2 = tensor.extract_slice %x[%1] [3] [1] : tensor<10xf32> to tensor<3xf32>
  %3 = tensor.insert_slice %u into %x[%1] [3] [1] : tensor<3xf32> into tensor<10xf32>
  %v = tensor.extract_slice %x[%1] [1] [1] : tensor<10xf32> to tensor<f32>
  %4 = ag.pad %3 low [1] high [1] with %v : tensor<10xf32>, tensor<f32> -> tensor<12xf32>
  return %2, %3, %4, %v : tensor<3xf32>, tensor<10xf32>, tensor<12xf32>, tensor<f32>
}

func.func @scatters(%x: tensor<4x?xbf16> {ag.dims = [4, "n"]}, %i: tensor<2x3xi32>, %u: tensor<2x3x?xbf16> {ag.dims = [2, 3, "n"]}, %y: tensor<?x4xf64> {ag.dims = ["n", 4]}, %v: tensor<?x2x3xf64> {ag.dims = ["n", 2, 3]}) -> (tensor<4x?xbf16>, tensor<?x4xf64>) {
  %0 = ag.scatter 0 drop %x, %i, %u : tensor<4x?xbf16>, tensor<2x3xi32>, tensor<2x3x?xbf16> -> tensor<4x?xbf16>
  %1 = ag.scatter 1 clamp %y, %i, %v : tensor<?x4xf64>, tensor<2x3xi32>, tensor<?x2x3xf64> -> tensor<?x4xf64>
  return %0, %1 : tensor<4x?xbf16>, tensor<?x4xf64>
}

// The loop nests have no loops left.
func.func @one(%x: tensor<4x?xf32> {ag.dims = [4, "n"]}, %i: tensor<1xi32>, %u: tensor<1x?xf32> {ag.dims = [1, "n"]}) -> (tensor<4x?xf32>, tensor<4x?xf32>) {
  %0 = ag.scatter 0 drop %x, %i, %u : tensor<4x?xf32>, tensor<1xi32>, tensor<1x?xf32> -> tensor<4x?xf32>
  %1 = ag.scatter 0 clamp %x, %i, %u : tensor<4x?xf32>, tensor<1xi32>, tensor<1x?xf32> -> tensor<4x?xf32>
  return %0, %1 : tensor<4x?xf32>, tensor<4x?xf32>
}

func.func @sums(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}, %y: tensor<?x40xbf16> {ag.dims = ["m", 40]}) -> (tensor<?xf32>, tensor<?xf32>, tensor<f32>, tensor<?x40xbf16>, tensor<40x40xbf16>, tensor<bf16>) {
  %0 = ag.reduce sum %x [1] : tensor<?x?xf32> -> tensor<?xf32>
  %1 = ag.reduce max %x [0] : tensor<?x?xf32> -> tensor<?xf32>
  %2 = ag.reduce sum %x [0, 1] : tensor<?x?xf32> -> tensor<f32>
  %3 = ag.cast %x : tensor<?x?xf32> -> tensor<?x?xbf16>
  %4 = ag.contract "nm,mo->no" %3, %y : tensor<?x?xbf16>, tensor<?x40xbf16> -> tensor<?x40xbf16>
  %5 = ag.contract "ma,mb->ab" %y, %y : tensor<?x40xbf16>, tensor<?x40xbf16> -> tensor<40x40xbf16>
  %6 = ag.reduce prod %y [0, 1] : tensor<?x40xbf16> -> tensor<bf16>
  return %0, %1, %2, %4, %5, %6 : tensor<?xf32>, tensor<?xf32>, tensor<f32>, tensor<?x40xbf16>, tensor<40x40xbf16>, tensor<bf16>
}

func.func @transposed(%x: tensor<5x6xf32>, %w: tensor<3x2xf32>) -> tensor<11x7xf32> {
  %0 = ag.contract "yx,uv->(2y+u)(x+v)" %x, %w : tensor<5x6xf32>, tensor<3x2xf32> -> tensor<11x7xf32>
  return %0 : tensor<11x7xf32>
}

func.func @demanded(%x: tensor<4xf32>, %i: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %0 = ag.gather 0 error %x, %i : tensor<4xf32>, tensor<?xi32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// The size depends on an element, too. Only the slice that is read is in memory.
func.func @behind(%x: tensor<10xf32>, %at: tensor<2xi32>) -> tensor<f32> {
  %c1 = arith.constant 1 : index
  %0 = tensor.extract %at[%c1] : tensor<2xi32>
  %1 = arith.index_cast %0 : i32 to index
  %c10 = arith.constant 10 : index
  %2 = arith.subi %c10, %1 : index
  %3 = tensor.extract_slice %x[%1] [%2] [1] : tensor<10xf32> to tensor<?xf32>
  %4 = ag.reduce sum %3 [0] : tensor<?xf32> -> tensor<f32>
  return %4 : tensor<f32>
}
