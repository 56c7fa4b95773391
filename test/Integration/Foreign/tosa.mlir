// Programs in TOSA, lowered by the passes of upstream that ag's message for TOSA names.
// RUN: ag-opt %s --pass-pipeline='builtin.module(func.func(tosa-optional-decompositions,tosa-infer-shapes,tosa-make-broadcastable,tosa-to-linalg-named,tosa-to-linalg,tosa-to-scf,tosa-to-tensor,tosa-to-arith{include-apply-rescale}),canonicalize)' -o %t
// RUN: ag-run %t --entry=conv2d --input=randn:1 --input=randn:2 --input=randn:3 --on=cpu --march=x86-64-v3 --same-as=%t
// RUN: ag-run %t --entry=depthwise --input=randn:1 --input=randn:2 --input=randn:3 --on=cpu --march=x86-64-v3 --same-as=%t
// RUN: ag-run %t --entry=pools --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%t
// RUN: ag-run %t --entry=resize --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%t
// RUN: ag-run %t --entry=softmax --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%t
// RUN: ag-run %t --entry=quantized --input=randn:1 --input=randn:2 --on=cpu --march=x86-64-v3 --same-as=%t
// RUN: ag-run %t --entry=shapes --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%t
// RUN: ag-run %t --entry=argmax --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%t
// RUN: ag-run %t --entry=gather --input=randn:1 --input=iota --on=cpu --march=x86-64-v3 --same-as=%t

func.func @conv2d(%x: tensor<1x8x8x3xf32>, %w: tensor<4x3x3x3xf32>, %b: tensor<4xf32>) -> tensor<1x8x8x4xf32> {
  %zp = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %0 = tosa.conv2d %x, %w, %b, %zp, %zp {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 1, 1, 1, 1>, stride = array<i64: 1, 1>} : (tensor<1x8x8x3xf32>, tensor<4x3x3x3xf32>, tensor<4xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x8x8x4xf32>
  %1 = tosa.clamp %0 {min_val = 0.0 : f32, max_val = 6.0 : f32} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
  return %1 : tensor<1x8x8x4xf32>
}

func.func @depthwise(%x: tensor<1x6x6x3xf32>, %w: tensor<3x3x3x2xf32>, %b: tensor<6xf32>) -> tensor<1x4x4x6xf32> {
  %zp = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %0 = tosa.depthwise_conv2d %x, %w, %b, %zp, %zp {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>} : (tensor<1x6x6x3xf32>, tensor<3x3x3x2xf32>, tensor<6xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x4x4x6xf32>
  return %0 : tensor<1x4x4x6xf32>
}

func.func @pools(%x: tensor<1x6x6x2xf32>) -> (tensor<1x3x3x2xf32>, tensor<1x6x6x2xf32>) {
  %zp = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %0 = tosa.max_pool2d %x {kernel = array<i64: 2, 2>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 2, 2>} : (tensor<1x6x6x2xf32>) -> tensor<1x3x3x2xf32>
  %1 = tosa.avg_pool2d %x, %zp, %zp {acc_type = f32, kernel = array<i64: 3, 3>, pad = array<i64: 1, 1, 1, 1>, stride = array<i64: 1, 1>} : (tensor<1x6x6x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x6x6x2xf32>
  return %0, %1 : tensor<1x3x3x2xf32>, tensor<1x6x6x2xf32>
}

func.func @resize(%x: tensor<1x3x3x2xf32>) -> tensor<1x6x6x2xf32> {
  %scale = tosa.const_shape {values = dense<[4, 2, 4, 2]> : tensor<4xindex>} : () -> !tosa.shape<4>
  %offset = tosa.const_shape {values = dense<[-1, -1]> : tensor<2xindex>} : () -> !tosa.shape<2>
  %border = tosa.const_shape {values = dense<[1, 1]> : tensor<2xindex>} : () -> !tosa.shape<2>
  %0 = tosa.resize %x, %scale, %offset, %border {mode = BILINEAR} : (tensor<1x3x3x2xf32>, !tosa.shape<4>, !tosa.shape<2>, !tosa.shape<2>) -> tensor<1x6x6x2xf32>
  return %0 : tensor<1x6x6x2xf32>
}

func.func @softmax(%x: tensor<3x7xf32>) -> tensor<3x7xf32> {
  %m = tosa.reduce_max %x {axis = 1 : i32} : (tensor<3x7xf32>) -> tensor<3x1xf32>
  %0 = tosa.sub %x, %m : (tensor<3x7xf32>, tensor<3x1xf32>) -> tensor<3x7xf32>
  %1 = tosa.exp %0 : (tensor<3x7xf32>) -> tensor<3x7xf32>
  %2 = tosa.reduce_sum %1 {axis = 1 : i32} : (tensor<3x7xf32>) -> tensor<3x1xf32>
  %3 = tosa.reciprocal %2 : (tensor<3x1xf32>) -> tensor<3x1xf32>
  %shift = "tosa.const"() <{values = dense<0> : tensor<1xi8>}> : () -> tensor<1xi8>
  %4 = tosa.mul %1, %3, %shift : (tensor<3x7xf32>, tensor<3x1xf32>, tensor<1xi8>) -> tensor<3x7xf32>
  return %4 : tensor<3x7xf32>
}

// A product of i8 with zero points is rescaled to i8.
func.func @quantized(%x: tensor<1x5x8xi8>, %w: tensor<1x8x4xi8>) -> tensor<1x5x4xi8> {
  %a = "tosa.const"() <{values = dense<3> : tensor<1xi8>}> : () -> tensor<1xi8>
  %b = "tosa.const"() <{values = dense<0> : tensor<1xi8>}> : () -> tensor<1xi8>
  %0 = tosa.matmul %x, %w, %a, %b : (tensor<1x5x8xi8>, tensor<1x8x4xi8>, tensor<1xi8>, tensor<1xi8>) -> tensor<1x5x4xi32>
  %m = "tosa.const"() <{values = dense<1234567890> : tensor<1xi32>}> : () -> tensor<1xi32>
  %s = "tosa.const"() <{values = dense<37> : tensor<1xi8>}> : () -> tensor<1xi8>
  %zi = "tosa.const"() <{values = dense<0> : tensor<1xi32>}> : () -> tensor<1xi32>
  %1 = tosa.rescale %0, %m, %s, %zi, %b {scale32 = true, rounding_mode = SINGLE_ROUND, per_channel = false, input_unsigned = false, output_unsigned = false} : (tensor<1x5x4xi32>, tensor<1xi32>, tensor<1xi8>, tensor<1xi32>, tensor<1xi8>) -> tensor<1x5x4xi8>
  return %1 : tensor<1x5x4xi8>
}

func.func @shapes(%x: tensor<2x3x4xf32>) -> tensor<3x10xf32> {
  %to = tosa.const_shape {values = dense<[3, 8]> : tensor<2xindex>} : () -> !tosa.shape<2>
  %0 = tosa.transpose %x {perms = array<i32: 1, 0, 2>} : (tensor<2x3x4xf32>) -> tensor<3x2x4xf32>
  %1 = tosa.reshape %0, %to : (tensor<3x2x4xf32>, !tosa.shape<2>) -> tensor<3x8xf32>
  %start = tosa.const_shape {values = dense<[0, 1]> : tensor<2xindex>} : () -> !tosa.shape<2>
  %size = tosa.const_shape {values = dense<[3, 2]> : tensor<2xindex>} : () -> !tosa.shape<2>
  %2 = tosa.slice %1, %start, %size : (tensor<3x8xf32>, !tosa.shape<2>, !tosa.shape<2>) -> tensor<3x2xf32>
  %3 = tosa.concat %1, %2 {axis = 1 : i32} : (tensor<3x8xf32>, tensor<3x2xf32>) -> tensor<3x10xf32>
  %4 = tosa.reverse %3 {axis = 1 : i32} : (tensor<3x10xf32>) -> tensor<3x10xf32>
  return %4 : tensor<3x10xf32>
}

func.func @argmax(%x: tensor<3x7xf32>) -> tensor<3xi32> {
  %0 = tosa.argmax %x {axis = 1 : i32} : (tensor<3x7xf32>) -> tensor<3xi32>
  return %0 : tensor<3xi32>
}

func.func @gather(%x: tensor<1x10x4xf32>, %i: tensor<1x6xi32>) -> tensor<1x6x4xf32> {
  %0 = tosa.gather %x, %i : (tensor<1x10x4xf32>, tensor<1x6xi32>) -> tensor<1x6x4xf32>
  return %0 : tensor<1x6x4xf32>
}
