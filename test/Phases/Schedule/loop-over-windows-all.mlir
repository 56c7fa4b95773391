// No convolution, pooling or gradient of these is left to plain loops: of each
// rank, channels last and first, in groups, depthwise, transposed, pooled.
// RUN: ag-compile %s -o %t.o --remarks=missed "--grad=last1;last2;last3;first1;first2;first3;groups;depthwise;depthwise_first;transposed;transposed_first;pool;pool_first;mean" 2>&1 | FileCheck %s
// CHECK-NOT: plain loops
// CHECK: last1_grad_run: 123 kFLOP
// CHECK-NOT: plain loops

func.func @last1(%x: tensor<4x12x16xf32>, %w: tensor<3x16x16xf32>) -> tensor<4x10x16xf32> {
  %y = ag.contract "n(y+u)i,uio->nyo" %x, %w : tensor<4x12x16xf32>, tensor<3x16x16xf32> -> tensor<4x10x16xf32>
  return %y : tensor<4x10x16xf32>
}
func.func @last2(%x: tensor<4x9x9x16xf32>, %w: tensor<3x3x16x16xf32>) -> tensor<4x4x4x16xf32> {
  %y = ag.contract "n(2y+u)(2x+v)i,uvio->nyxo" %x, %w : tensor<4x9x9x16xf32>, tensor<3x3x16x16xf32> -> tensor<4x4x4x16xf32>
  return %y : tensor<4x4x4x16xf32>
}
func.func @last3(%x: tensor<4x6x6x6x16xf32>, %w: tensor<3x3x3x16x16xf32>) -> tensor<4x4x4x4x16xf32> {
  %y = ag.contract "n(z+w)(y+u)(x+v)i,wuvio->nzyxo" %x, %w : tensor<4x6x6x6x16xf32>, tensor<3x3x3x16x16xf32> -> tensor<4x4x4x4x16xf32>
  return %y : tensor<4x4x4x4x16xf32>
}
func.func @first1(%x: tensor<4x16x12xf32>, %w: tensor<16x16x3xf32>) -> tensor<4x16x10xf32> {
  %y = ag.contract "ni(y+u),oiu->noy" %x, %w : tensor<4x16x12xf32>, tensor<16x16x3xf32> -> tensor<4x16x10xf32>
  return %y : tensor<4x16x10xf32>
}
func.func @first2(%x: tensor<4x16x9x9xf32>, %w: tensor<16x16x3x3xf32>) -> tensor<4x16x4x4xf32> {
  %y = ag.contract "ni(2y+u)(2x+v),oiuv->noyx" %x, %w : tensor<4x16x9x9xf32>, tensor<16x16x3x3xf32> -> tensor<4x16x4x4xf32>
  return %y : tensor<4x16x4x4xf32>
}
func.func @first3(%x: tensor<4x16x6x6x6xf32>, %w: tensor<16x16x3x3x3xf32>) -> tensor<4x16x4x4x4xf32> {
  %y = ag.contract "ni(z+w)(y+u)(x+v),oiwuv->nozyx" %x, %w : tensor<4x16x6x6x6xf32>, tensor<16x16x3x3x3xf32> -> tensor<4x16x4x4x4xf32>
  return %y : tensor<4x16x4x4x4xf32>
}
func.func @groups(%x: tensor<4x9x9x4x4xf32>, %w: tensor<3x3x4x4x4xf32>) -> tensor<4x7x7x4x4xf32> {
  %y = ag.contract "n(y+u)(x+v)gi,uvgio->nyxgo" %x, %w : tensor<4x9x9x4x4xf32>, tensor<3x3x4x4x4xf32> -> tensor<4x7x7x4x4xf32>
  return %y : tensor<4x7x7x4x4xf32>
}
func.func @depthwise(%x: tensor<4x9x9x16xf32>, %w: tensor<3x3x16xf32>) -> tensor<4x7x7x16xf32> {
  %y = ag.contract "n(y+u)(x+v)c,uvc->nyxc" %x, %w : tensor<4x9x9x16xf32>, tensor<3x3x16xf32> -> tensor<4x7x7x16xf32>
  return %y : tensor<4x7x7x16xf32>
}
func.func @depthwise_first(%x: tensor<4x16x9x9xf32>, %w: tensor<16x3x3xf32>) -> tensor<4x16x7x7xf32> {
  %y = ag.contract "nc(y+u)(x+v),cuv->ncyx" %x, %w : tensor<4x16x9x9xf32>, tensor<16x3x3xf32> -> tensor<4x16x7x7xf32>
  return %y : tensor<4x16x7x7xf32>
}
func.func @transposed(%x: tensor<4x4x4x16xf32>, %w: tensor<3x3x16x16xf32>) -> tensor<4x9x9x16xf32> {
  %y = ag.contract "nyxi,uvoi->n(2y+u)(2x+v)o" %x, %w : tensor<4x4x4x16xf32>, tensor<3x3x16x16xf32> -> tensor<4x9x9x16xf32>
  return %y : tensor<4x9x9x16xf32>
}
func.func @transposed_first(%x: tensor<4x16x4x4xf32>, %w: tensor<16x16x3x3xf32>) -> tensor<4x16x9x9xf32> {
  %y = ag.contract "niyx,iouv->no(2y+u)(2x+v)" %x, %w : tensor<4x16x4x4xf32>, tensor<16x16x3x3xf32> -> tensor<4x16x9x9xf32>
  return %y : tensor<4x16x9x9xf32>
}
func.func @pool(%x: tensor<4x9x9x16xf32>) -> tensor<4x4x4x16xf32> {
  %y = ag.reduce_window max "n(2y+u)(2x+v)c->nyxc" %x [u = 3, v = 3] : tensor<4x9x9x16xf32> -> tensor<4x4x4x16xf32>
  return %y : tensor<4x4x4x16xf32>
}
func.func @pool_first(%x: tensor<4x16x9x9xf32>) -> tensor<4x16x4x4xf32> {
  %y = ag.reduce_window max "nc(2y+u)(2x+v)->ncyx" %x [u = 2, v = 2] : tensor<4x16x9x9xf32> -> tensor<4x16x4x4xf32>
  return %y : tensor<4x16x4x4xf32>
}
func.func @mean(%x: tensor<4x9x9x16xf32>) -> tensor<4x4x4x16xf32> {
  %y = ag.reduce_window sum "n(2y+u)(2x+v)c->nyxc" %x [u = 2, v = 2] : tensor<4x9x9x16xf32> -> tensor<4x4x4x16xf32>
  return %y : tensor<4x4x4x16xf32>
}
