// Compiled windows equal the interpreter's: ranks, layouts, strides, dilations,
// groups, initial values, half floats with unrounded sums, and integers. Some
// windows and images have unknown sizes or no elements.
// RUN: ag-run %s --entry=layouts --on=cpu --march=x86-64-v3 --input=randn:1 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=layouts --on=cpu --threads=2 --input=randn:1 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=gradients --on=cpu --march=x86-64-v3 --input=randn:1 --atol=1e-4 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=gradients --on=cpu --threads=2 --input=randn:1 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=types --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=2 --dim h=9 --dim u=3 --dim y=4 --dim c=21 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim n=1 --dim h=12 --dim u=6 --dim y=3 --dim c=1 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim n=1 --dim h=1 --dim u=2 --dim y=0 --dim c=8 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim n=2 --dim h=7 --dim u=0 --dim y=4 --dim c=8 --same-as=%s
// RUN: ag-compile %s -o %t.o --remarks=missed 2>&1 | FileCheck %s
// CHECK-NOT: plain loops
// CHECK: _layouts_run: 31.1 kFLOP
// CHECK-NOT: plain loops

func.func @layouts(%x: tensor<2x7x9x3xf32>, %w: tensor<3x2x3x17xf32>, %c: tensor<2x6x15xf32>, %f: tensor<5x6x3xf32>, %d: tensor<4x5x6x2x3xf32>, %v: tensor<2x2x3x2x3x4xf32>, %k: tensor<3x3x3xf32>)
    -> (tensor<2x3x3x17xf32>, tensor<2x5x7xf32>, tensor<3x4x2x2x4xf32>, tensor<2x5x7x3xf32>) {
  %0 = ag.contract "n(2y+u)(2x+3v)i,uvio->nyxo" %x, %w : tensor<2x7x9x3xf32>, tensor<3x2x3x17xf32> -> tensor<2x3x3x17xf32>
  %1 = ag.contract "ni(2x+v),oiv->nox" %c, %f : tensor<2x6x15xf32>, tensor<5x6x3xf32> -> tensor<2x5x7xf32>
  %2 = ag.contract "(z+w)(y+u)(3x+v)gi,wuvgio->zyxgo" %d, %v : tensor<4x5x6x2x3xf32>, tensor<2x2x3x2x3x4xf32> -> tensor<3x4x2x2x4xf32>
  %3 = ag.contract "n(y+u)(x+v)c,uvc->nyxc" %x, %k : tensor<2x7x9x3xf32>, tensor<3x3x3xf32> -> tensor<2x5x7x3xf32>
  return %0, %1, %2, %3 : tensor<2x3x3x17xf32>, tensor<2x5x7xf32>, tensor<3x4x2x2x4xf32>, tensor<2x5x7x3xf32>
}

func.func @gradients(%x: tensor<2x7x9x3xf32>, %w: tensor<3x3x3x17xf32>, %g: tensor<2x3x3x17xf32>, %h: tensor<2x5x7xf32>, %f: tensor<5x6x3xf32>, %c: tensor<2x6x15xf32>)
    -> (tensor<2x9x8x3xf32>, tensor<3x3x3x17xf32>, tensor<2x6x15xf32>, tensor<5x6x3xf32>) {
  %0 = ag.contract "nyxo,uvio->n(2y+2u)(2x+v)i" %g, %w : tensor<2x3x3x17xf32>, tensor<3x3x3x17xf32> -> tensor<2x9x8x3xf32>
  %1 = ag.contract "n(2y+u)(2x+v)i,nyxo->uvio" %x, %g : tensor<2x7x9x3xf32>, tensor<2x3x3x17xf32> -> tensor<3x3x3x17xf32>
  %2 = ag.contract "nox,oiv->ni(2x+v)" %h, %f : tensor<2x5x7xf32>, tensor<5x6x3xf32> -> tensor<2x6x15xf32>
  %3 = ag.contract "ni(2x+v),nox->oiv" %c, %h : tensor<2x6x15xf32>, tensor<2x5x7xf32> -> tensor<5x6x3xf32>
  return %0, %1, %2, %3 : tensor<2x9x8x3xf32>, tensor<3x3x3x17xf32>, tensor<2x6x15xf32>, tensor<5x6x3xf32>
}

func.func @types(%x: tensor<12x40xf16>, %w: tensor<5x40x6xf16>, %b: tensor<12x4xbf16>, %v: tensor<5x4x6xbf16>, %i: tensor<12x4xi8>, %j: tensor<5x4x6xi8>)
    -> (tensor<8x6xf16>, tensor<8x6xbf16>, tensor<8x6xi8>, tensor<4x4xbf16>) {
  %0 = ag.contract "(y+u)i,uio->yo" %x, %w : tensor<12x40xf16>, tensor<5x40x6xf16> -> tensor<8x6xf16>
  %1 = ag.contract "(y+u)i,uio->yo" %b, %v : tensor<12x4xbf16>, tensor<5x4x6xbf16> -> tensor<8x6xbf16>
  %2 = ag.contract "(y+u)i,uio->yo" %i, %j : tensor<12x4xi8>, tensor<5x4x6xi8> -> tensor<8x6xi8>
  %3 = ag.reduce_window max "(3y+u)i->yi" %b [u = 3] : tensor<12x4xbf16> -> tensor<4x4xbf16>
  return %0, %1, %2, %3 : tensor<8x6xf16>, tensor<8x6xbf16>, tensor<8x6xi8>, tensor<4x4xbf16>
}

func.func @dynamic(%x: tensor<?x?x?xf32> {ag.dims = ["n", "h", "c"]}, %w: tensor<?x?x6xf32> {ag.dims = ["u", "c", 6]}, %g: tensor<?x?x6xf32> {ag.dims = ["n", "y", 6]})
    -> (tensor<?x?x6xf32>, tensor<?x?x?xf32>, tensor<?x?x6xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %h = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %u = tensor.dim %w, %c0 : tensor<?x?x6xf32>
  %y = tensor.dim %g, %c1 : tensor<?x?x6xf32>
  %0 = ag.contract "n(2y+u)i,uio->nyo" %x, %w (%y) : tensor<?x?x?xf32>, tensor<?x?x6xf32> -> tensor<?x?x6xf32>
  %1 = ag.contract "nyo,uio->n(2y+u)i" %g, %w (%h) : tensor<?x?x6xf32>, tensor<?x?x6xf32> -> tensor<?x?x?xf32>
  %2 = ag.contract "n(2y+u)i,nyo->uio" %x, %g (%u) : tensor<?x?x?xf32>, tensor<?x?x6xf32> -> tensor<?x?x6xf32>
  return %0, %1, %2 : tensor<?x?x6xf32>, tensor<?x?x?xf32>, tensor<?x?x6xf32>
}
