// Convolutions and pooling in torch-mlir's form: NCHW, with padding by a separate op.
// RUN: ag-run %s --entry=conv2d --dim=b=2 --input=randn:1 --input=randn:2 --input=randn:3 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=any_size --dim=h=7 --dim=w=8 --input=randn:1 --input=randn:2 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=depthwise --input=randn:1 --input=randn:2 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=max_pool --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=avg_pool --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=pixel_shuffle --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s

func.func @conv2d(%x: tensor<?x3x8x8xf32> {ag.dims = ["b", 3, 8, 8]}, %w: tensor<4x3x3x3xf32>, %bias: tensor<4xf32>) -> tensor<?x4x4x4xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.000000e+00 : f32
  %b = tensor.dim %x, %c0 : tensor<?x3x8x8xf32>
  %p = tensor.pad %x low[0, 0, 1, 1] high[0, 0, 1, 1] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<?x3x8x8xf32> to tensor<?x3x10x10xf32>
  %e = tensor.empty(%b) : tensor<?x4x4x4xf32>
  %f = linalg.broadcast ins(%bias : tensor<4xf32>) outs(%e : tensor<?x4x4x4xf32>) dimensions = [0, 2, 3]
  %r = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>} ins(%p, %w : tensor<?x3x10x10xf32>, tensor<4x3x3x3xf32>) outs(%f : tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  return %r : tensor<?x4x4x4xf32>
}

func.func @depthwise(%x: tensor<1x4x6x6xf32>, %w: tensor<4x1x3x3xf32>) -> tensor<1x4x4x4xf32> {
  %zero = arith.constant 0.000000e+00 : f32
  %c = tensor.collapse_shape %w [[0, 1], [2], [3]] : tensor<4x1x3x3xf32> into tensor<4x3x3xf32>
  %e = tensor.empty() : tensor<1x4x4x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %r = linalg.depthwise_conv_2d_nchw_chw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%x, %c : tensor<1x4x6x6xf32>, tensor<4x3x3xf32>) outs(%f : tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  return %r : tensor<1x4x4x4xf32>
}

func.func @max_pool(%x: tensor<1x2x7x7xf32>) -> tensor<1x2x4x4xf32> {
  %lowest = arith.constant 0xFF800000 : f32
  %p = tensor.pad %x low[0, 0, 1, 1] high[0, 0, 1, 1] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %lowest : f32
  } : tensor<1x2x7x7xf32> to tensor<1x2x9x9xf32>
  %e = tensor.empty() : tensor<1x2x4x4xf32>
  %f = linalg.fill ins(%lowest : f32) outs(%e : tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  %window = tensor.empty() : tensor<3x3xf32>
  %r = linalg.pooling_nchw_max {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>} ins(%p, %window : tensor<1x2x9x9xf32>, tensor<3x3xf32>) outs(%f : tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  return %r : tensor<1x2x4x4xf32>
}

func.func @avg_pool(%x: tensor<1x2x6x6xf32>) -> tensor<1x2x3x3xf32> {
  %zero = arith.constant 0.000000e+00 : f32
  %four = arith.constant 4 : i64
  %e = tensor.empty() : tensor<1x2x3x3xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32>
  %window = tensor.empty() : tensor<2x2xf32>
  %s = linalg.pooling_nchw_sum {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>} ins(%x, %window : tensor<1x2x6x6xf32>, tensor<2x2xf32>) outs(%f : tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(a, b, c, d) -> (a, b, c, d)>, affine_map<(a, b, c, d) -> (a, b, c, d)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%s : tensor<1x2x3x3xf32>) outs(%e : tensor<1x2x3x3xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.sitofp %four : i64 to f32
    %1 = arith.divf %in, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<1x2x3x3xf32>
  return %r : tensor<1x2x3x3xf32>
}

func.func @pixel_shuffle(%x: tensor<1x8x3x3xf32>) -> tensor<1x2x6x6xf32> {
  %0 = tensor.expand_shape %x [[0], [1, 2, 3], [4], [5]] output_shape [1, 2, 2, 2, 3, 3] : tensor<1x8x3x3xf32> into tensor<1x2x2x2x3x3xf32>
  %e = tensor.empty() : tensor<1x2x3x2x3x2xf32>
  %t = linalg.transpose ins(%0 : tensor<1x2x2x2x3x3xf32>) outs(%e : tensor<1x2x3x2x3x2xf32>) permutation = [0, 1, 4, 2, 5, 3]
  %r = tensor.collapse_shape %t [[0], [1], [2, 3], [4, 5]] : tensor<1x2x3x2x3x2xf32> into tensor<1x2x6x6xf32>
  return %r : tensor<1x2x6x6xf32>
}

// The sizes of the result are computed in i64.
func.func @any_size(%x: tensor<1x3x?x?xf32> {ag.dims = [1, 3, "h", "w"]}, %w: tensor<4x3x3x3xf32>) -> tensor<1x4x?x?xf32> {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.000000e+00 : f32
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %h = tensor.dim %x, %c2 : tensor<1x3x?x?xf32>
  %v = tensor.dim %x, %c3 : tensor<1x3x?x?xf32>
  %p = tensor.pad %x low[0, 0, 1, 1] high[0, 0, 1, 1] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<1x3x?x?xf32> to tensor<1x3x?x?xf32>
  %0 = arith.index_cast %h : index to i64
  %1 = arith.subi %0, %one : i64
  %2 = arith.floordivsi %1, %two : i64
  %3 = arith.addi %2, %one : i64
  %4 = arith.index_cast %3 : i64 to index
  %5 = arith.index_cast %v : index to i64
  %6 = arith.subi %5, %one : i64
  %7 = arith.floordivsi %6, %two : i64
  %8 = arith.addi %7, %one : i64
  %9 = arith.index_cast %8 : i64 to index
  %e = tensor.empty(%4, %9) : tensor<1x4x?x?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x4x?x?xf32>) -> tensor<1x4x?x?xf32>
  %r = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>} ins(%p, %w : tensor<1x3x?x?xf32>, tensor<4x3x3x3xf32>) outs(%f : tensor<1x4x?x?xf32>) -> tensor<1x4x?x?xf32>
  return %r : tensor<1x4x?x?xf32>
}
