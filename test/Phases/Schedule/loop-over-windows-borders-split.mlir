// Padding with a value that is not neutral is not created either: the slice of
// a window offset that reads it reads the value.
// RUN: ag-opt %s --to=structure -o %t.mlir
// RUN: ag-opt %t.mlir --ag-loop-over-windows --canonicalize --cse | FileCheck %s
// RUN: ag-opt %s --march=x86-64-v3 --to=allocate | FileCheck %s --check-prefix=BUFFERS
// RUN: ag-run %s --entry=ones --on=cpu --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=zeros --on=cpu --march=x86-64-v3 --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=integers --on=cpu --input=iota --poison-memory --same-as=%s
// RUN: ag-run %s --entry=rows --on=cpu --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=filter --on=cpu --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=units --on=cpu --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=turns --on=cpu --input=randn:1 --dim n=2 --dim h=5 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim h=7 --dim p=2 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim h=1 --dim p=0 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim h=1 --dim p=6 --poison-memory --same-as=%s

// All positions without padding are one op. No window reads the padding at the
// end, as 2 * 3 + 2 < 1 + 8, so only the first position is separate.
// CHECK-LABEL: func.func @ones(
// CHECK-NOT: tensor.pad
// CHECK-COUNT-3: tensor.extract_slice %arg0[{{[123]}}, 0] [3, 5] [2, 1]
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<3x5xf32>)
// CHECK-COUNT-3: arith.addf
// CHECK: scf.for %[[U:.*]] = %c0 to %c3
// CHECK: %[[FIRST:.*]] = affine.max
// CHECK: tensor.extract_slice %{{.*}}[0, 0] [%[[FIRST]], 5] [1, 1]
// CHECK: linalg.generic {{.*}} outs(
// CHECK: arith.addf %{{.*}}, %cst
// CHECK: tensor.extract_slice %arg0[%{{.*}}, 0] [%{{.*}}, 5] [2, 1]
// CHECK: linalg.generic {{.*}} ins(
// CHECK-NOT: linalg.generic
// CHECK: return
// BUFFERS-LABEL: func.func @ones(
// BUFFERS-SAME: ag.workspace_bytes = 0
func.func @ones(%x: tensor<8x5xf32>) -> tensor<4x5xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %p = ag.pad %x low [1, 0] high [1, 0] with %one : tensor<8x5xf32>, tensor<f32> -> tensor<10x5xf32>
  %y = ag.reduce_window sum "(2y+u)i->yi" %p [u = 3] : tensor<10x5xf32> -> tensor<4x5xf32>
  return %y : tensor<4x5xf32>
}

// Padding on all four sides: iterations of one loop split the window offsets.
// CHECK-LABEL: func.func @zeros(
// CHECK-NOT: tensor.pad
// CHECK: linalg.generic
// CHECK: scf.for %{{.*}} = %c0 to %c4
// CHECK: scf.index_switch
// CHECK-COUNT-5: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
// BUFFERS-LABEL: func.func @zeros(
// BUFFERS-SAME: ag.workspace_bytes = 0
func.func @zeros(%x: tensor<2x8x9x5xf32>) -> tensor<2x8x5x5xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %p = ag.pad %x low [0, 2, 3, 0] high [0, 2, 3, 0] with %zero : tensor<2x8x9x5xf32>, tensor<f32> -> tensor<2x12x15x5xf32>
  %y = ag.reduce_window max "n(y+2u)(3x+v)i->nyxi" %p [u = 3, v = 3] : tensor<2x12x15x5xf32> -> tensor<2x8x5x5xf32>
  return %y : tensor<2x8x5x5xf32>
}

// CHECK-LABEL: func.func @integers(
// CHECK-NOT: tensor.pad
// CHECK: return
func.func @integers(%x: tensor<6x7xi32>) -> (tensor<6x4xi32>, tensor<6x4xi32>) {
  %three = arith.constant dense<3> : tensor<i32>
  %p = ag.pad %x low [0, 2] high [0, 1] with %three : tensor<6x7xi32>, tensor<i32> -> tensor<6x10xi32>
  %y = ag.reduce_window sum "i(2y+u)->iy" %p [u = 4] : tensor<6x10xi32> -> tensor<6x4xi32>
  %z = ag.reduce_window prod "i(2y+u)->iy" %p [u = 4] : tensor<6x10xi32> -> tensor<6x4xi32>
  return %y, %z : tensor<6x4xi32>, tensor<6x4xi32>
}

// The operand that determines a row's length is not read in the padding. The
// padding value is an argument.
// CHECK-LABEL: func.func @rows(
// CHECK-NOT: tensor.pad
// CHECK: return
// BUFFERS-LABEL: func.func @rows(
// BUFFERS-SAME: ag.workspace_bytes = 0
func.func @rows(%x: tensor<16x8xf32>, %border: tensor<f32>) -> tensor<16xf32> {
  %p = ag.pad %x low [1, 0] high [1, 0] with %border : tensor<16x8xf32>, tensor<f32> -> tensor<18x8xf32>
  %y = ag.reduce_window sum "(y+u)i->y" %p [u = 3] : tensor<18x8xf32> -> tensor<16xf32>
  return %y : tensor<16xf32>
}

// The split loop is a reduction. Each window offset writes its own elements.
// CHECK-LABEL: func.func @filter(
// CHECK-NOT: tensor.pad
// CHECK: return
func.func @filter(%x: tensor<12x5xf32>, %g: tensor<10x6xf32>) -> tensor<5x5x6xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %p = ag.pad %x low [1, 0] high [1, 0] with %one : tensor<12x5xf32>, tensor<f32> -> tensor<14x5xf32>
  %y = ag.contract "(y+u)i,yo->uio" %p, %g : tensor<14x5xf32>, tensor<10x6xf32> -> tensor<5x5x6xf32>
  return %y : tensor<5x5x6xf32>
}

// The padding above is one row: slices keep this dimension and drop no other.
// CHECK-LABEL: func.func @units(
// CHECK-NOT: tensor.pad
// CHECK: return
func.func @units(%x: tensor<3x2x1x1xf32>) -> tensor<3x2x2x1xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %p = ag.pad %x low [0, 1, 1, 0] high [0, 0, 2, 0] with %zero : tensor<3x2x1x1xf32>, tensor<f32> -> tensor<3x3x4x1xf32>
  %y = ag.reduce_window max "n(2y+u)(x+v)i->nyxi" %p [u = 1, v = 3] : tensor<3x3x4x1xf32> -> tensor<3x2x2x1xf32>
  return %y : tensor<3x2x2x1xf32>
}

// The tensor that slices are computed in has at most the unsplit size.
// CHECK-LABEL: func.func @turns(
// CHECK: %[[PART:.*]]:2 = scf.index_switch
// CHECK: affine.min {{.*}}(%[[PART]]#1)
// CHECK: return
func.func @turns(%x: tensor<?x?xf32> {ag.dims = ["n", "h"]}, %w: tensor<1xf32>) -> tensor<?x?xf32> {
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %one = arith.constant dense<1.0> : tensor<f32>
  %h = tensor.dim %x, %c1 : tensor<?x?xf32>
  %y = arith.addi %h, %c4 : index
  %p = ag.pad %x low [0, 1] high [0, 3] with %one : tensor<?x?xf32>, tensor<f32> -> tensor<?x?xf32>
  %r = ag.contract "a(b+3c),c->ab" %p, %w (%y) : tensor<?x?xf32>, tensor<1xf32> -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// Windows may read only padding.
// CHECK-LABEL: func.func @dynamic(
// CHECK-NOT: tensor.pad
// CHECK: return
func.func @dynamic(%x: tensor<?x5xf32> {ag.dims = ["h", 5]}, %w: tensor<3x5x6xf32>, %border: tensor<?xf32> {ag.dims = ["p"]}) -> tensor<?x6xf32> {
  %c0 = arith.constant 0 : index
  %one = arith.constant dense<1.0> : tensor<f32>
  %n = tensor.dim %border, %c0 : tensor<?xf32>
  %h = tensor.dim %x, %c0 : tensor<?x5xf32>
  %y = arith.addi %h, %n : index
  %p = ag.pad %x low [%n, 0] high [2, 0] with %one : tensor<?x5xf32>, tensor<f32> -> tensor<?x5xf32>
  %r = ag.contract "(y+u)i,uio->yo" %p, %w (%y) : tensor<?x5xf32>, tensor<3x5x6xf32> -> tensor<?x6xf32>
  return %r : tensor<?x6xf32>
}
