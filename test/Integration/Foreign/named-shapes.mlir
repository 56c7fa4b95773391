// Dynamic shapes, and numbers as arguments and results, as the exporters of
// ONNX and torch write them.
// RUN: ag-run %s --entry=heads --dim=b=2 --dim=n=5 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=mean --dim=b=3 --dim=n=7 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=cumsum --dim=n=9 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=loss --dim=n=9 --input=randn:1 --input=randn:2 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=range --input=ones --on=cpu --march=x86-64-v3 --same-as=%s

// view, transpose, view.
func.func @heads(%x: tensor<?x?x12xf32> {ag.dims = ["b", "n", 12]}) -> tensor<?x?x12xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %b = tensor.dim %x, %c0 : tensor<?x?x12xf32>
  %n = tensor.dim %x, %c1 : tensor<?x?x12xf32>
  %0 = tensor.expand_shape %x [[0], [1], [2, 3]] output_shape [%b, %n, 3, 4] : tensor<?x?x12xf32> into tensor<?x?x3x4xf32>
  %e = tensor.empty(%b, %n) : tensor<?x3x?x4xf32>
  %t = linalg.transpose ins(%0 : tensor<?x?x3x4xf32>) outs(%e : tensor<?x3x?x4xf32>) permutation = [0, 2, 1, 3]
  %flat = tensor.collapse_shape %t [[0, 1], [2, 3]] : tensor<?x3x?x4xf32> into tensor<?x?xf32>
  %back = tensor.expand_shape %flat [[0, 1], [2, 3]] output_shape [%b, 3, %n, 4] : tensor<?x?xf32> into tensor<?x3x?x4xf32>
  %eb = tensor.empty(%b, %n) : tensor<?x?x3x4xf32>
  %u = linalg.transpose ins(%back : tensor<?x3x?x4xf32>) outs(%eb : tensor<?x?x3x4xf32>) permutation = [0, 2, 1, 3]
  %r = tensor.collapse_shape %u [[0], [1], [2, 3]] : tensor<?x?x3x4xf32> into tensor<?x?x12xf32>
  return %r : tensor<?x?x12xf32>
}

// A linalg.reduce is divided by a size.
func.func @mean(%x: tensor<?x?xf32> {ag.dims = ["b", "n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.000000e+00 : f32
  %b = tensor.dim %x, %c0 : tensor<?x?xf32>
  %n = tensor.dim %x, %c1 : tensor<?x?xf32>
  %e = tensor.empty(%b) : tensor<?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %s = linalg.reduce ins(%x : tensor<?x?xf32>) outs(%f : tensor<?xf32>) dimensions = [1] (%in: f32, %acc: f32) {
    %0 = arith.addf %in, %acc : f32
    linalg.yield %0 : f32
  }
  %count = arith.index_cast %n : index to i64
  %divisor = arith.sitofp %count : i64 to f32
  %r = linalg.map ins(%s : tensor<?xf32>) outs(%e : tensor<?xf32>) (%in: f32, %out: f32) {
    %0 = arith.divf %in, %divisor : f32
    linalg.yield %0 : f32
  }
  return %r : tensor<?xf32>
}

// A running sum in a loop over elements.
func.func @cumsum(%x: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.000000e+00 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = bufferization.alloc_tensor(%n) : tensor<?xf32>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%y = %e, %s = %zero) -> (tensor<?xf32>, f32) {
    %v = tensor.extract %x[%i] : tensor<?xf32>
    %t = arith.addf %s, %v : f32
    %z = tensor.insert %t into %y[%i] : tensor<?xf32>
    scf.yield %z, %t : tensor<?xf32>, f32
  }
  return %r#0, %r#1 : tensor<?xf32>, f32
}

// The results are a tensor of rank 0 and a number.
func.func @loss(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<f32>, index) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.000000e+00 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %s = linalg.dot ins(%x, %y : tensor<?xf32>, tensor<?xf32>) outs(%f : tensor<f32>) -> tensor<f32>
  return %s, %n : tensor<f32>, index
}

// Each element is its index plus an argument.
func.func @range(%start: i64) -> tensor<6xi64> {
  %r = tensor.generate {
  ^bb0(%i: index):
    %0 = arith.index_cast %i : index to i64
    %1 = arith.addi %0, %start : i64
    tensor.yield %1 : i64
  } : tensor<6xi64>
  return %r : tensor<6xi64>
}
