// One pass computes a variance of values less their running mean. It loses no
// digits if the mean is large, with the mean as another result and with several
// reduced dimensions.
// RUN: ag-opt --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %t.mlir --entry=moments --input=randn:1 --precision=declared --print | FileCheck %s --check-prefix=VARIANCE
// RUN: ag-run %s --entry=moments --input=randn:1 --on=cpu --march=x86-64-v3 --precision=double --same-as=%s
// RUN: ag-run %s --entry=batch --input=randn:1 --on=cpu --march=x86-64-v3 --precision=double --same-as=%s
// RUN: ag-run %s --entry=covariance --input=randn:1 --on=cpu --march=x86-64-v3 --precision=double --same-as=%s
// RUN: ag-run %s --entry=counted --dim m=3000 --input=randn:1 --on=cpu --march=x86-64-v3 --precision=double --same-as=%s

// VARIANCE: f32[2] [{{0.99|1.00}}{{[0-9]+}}, {{0.99|1.00}}{{[0-9]+}}]
// CHECK: [Passed] stream | {{.*}}Function=moments | Remark="{{[0-9]+}} sums go once through what is reduced", bounds=0, tile=2048
func.func @moments(%given: tensor<2x640000xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %x = ag.region "far" (%g = %given : tensor<2x640000xf32>) -> tensor<2x640000xf32> attributes {fuse = "within"} {
    %far = arith.constant dense<1.0e4> : tensor<2x640000xf32>
    %r = ag.add %g, %far : tensor<2x640000xf32>
    ag.yield %r : tensor<2x640000xf32>
  }
  %count = arith.constant dense<640000.0> : tensor<2xf32>
  %sum = ag.reduce sum %x [1] : tensor<2x640000xf32> -> tensor<2xf32>
  %mean = ag.div %sum, %count : tensor<2xf32>
  %meanb = ag.broadcast %mean [0] : tensor<2xf32> -> tensor<2x640000xf32>
  %d = ag.sub %x, %meanb : tensor<2x640000xf32>
  %d2 = ag.mul %d, %d : tensor<2x640000xf32>
  %sum2 = ag.reduce sum %d2 [1] : tensor<2x640000xf32> -> tensor<2xf32>
  %var = ag.div %sum2, %count : tensor<2xf32>
  return %var, %mean : tensor<2xf32>, tensor<2xf32>
}

// An iteration of a batch norm holds as many values as one along a row.
// CHECK: [Passed] stream | {{.*}}Function=batch | Remark="{{[0-9]+}} sums go once through what is reduced", bounds=0, tile=20
func.func @batch(%given: tensor<6400x2x100xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %x = ag.region "far" (%g = %given : tensor<6400x2x100xf32>) -> tensor<6400x2x100xf32> attributes {fuse = "within"} {
    %far = arith.constant dense<1.0e4> : tensor<6400x2x100xf32>
    %r = ag.add %g, %far : tensor<6400x2x100xf32>
    ag.yield %r : tensor<6400x2x100xf32>
  }
  %count = arith.constant dense<640000.0> : tensor<2xf32>
  %sum = ag.reduce sum %x [0, 2] : tensor<6400x2x100xf32> -> tensor<2xf32>
  %mean = ag.div %sum, %count : tensor<2xf32>
  %meanb = ag.broadcast %mean [1] : tensor<2xf32> -> tensor<6400x2x100xf32>
  %d = ag.sub %x, %meanb : tensor<6400x2x100xf32>
  %d2 = ag.mul %d, %d : tensor<6400x2x100xf32>
  %sum2 = ag.reduce sum %d2 [0, 2] : tensor<6400x2x100xf32> -> tensor<2xf32>
  %var = ag.div %sum2, %count : tensor<2xf32>
  %scale = ag.rsqrt %var : tensor<2xf32>
  %shift = ag.mul %mean, %scale : tensor<2xf32>
  return %scale, %shift : tensor<2xf32>, tensor<2xf32>
}

// Both factors are centred.
// CHECK: [Passed] stream | {{.*}}Function=covariance | Remark="{{[0-9]+}} sums go once through what is reduced", bounds=0, tile=2048
func.func @covariance(%given: tensor<2x640000xf32>) -> tensor<2xf32> {
  %x, %y = ag.region "far" (%g = %given : tensor<2x640000xf32>) -> (tensor<2x640000xf32>, tensor<2x640000xf32>) attributes {fuse = "within"} {
    %far = arith.constant dense<1.0e4> : tensor<2x640000xf32>
    %s = ag.sin %g : tensor<2x640000xf32>
    %0 = ag.add %g, %far : tensor<2x640000xf32>
    %1 = ag.sub %s, %far : tensor<2x640000xf32>
    ag.yield %0, %1 : tensor<2x640000xf32>, tensor<2x640000xf32>
  }
  %count = arith.constant dense<640000.0> : tensor<2xf32>
  %sumx = ag.reduce sum %x [1] : tensor<2x640000xf32> -> tensor<2xf32>
  %meanx = ag.div %sumx, %count : tensor<2xf32>
  %meanxb = ag.broadcast %meanx [0] : tensor<2xf32> -> tensor<2x640000xf32>
  %dx = ag.sub %x, %meanxb : tensor<2x640000xf32>
  %sumy = ag.reduce sum %y [1] : tensor<2x640000xf32> -> tensor<2xf32>
  %meany = ag.div %sumy, %count : tensor<2xf32>
  %meanyb = ag.broadcast %meany [0] : tensor<2xf32> -> tensor<2x640000xf32>
  %dy = ag.sub %y, %meanyb : tensor<2x640000xf32>
  %d2 = ag.mul %dx, %dy : tensor<2x640000xf32>
  %sum2 = ag.reduce sum %d2 [1] : tensor<2x640000xf32> -> tensor<2xf32>
  %r = ag.div %sum2, %count : tensor<2xf32>
  return %r : tensor<2xf32>
}

// The divisor is not known to be the number of elements.
// CHECK: [Missed] stream | {{.*}}Function=counted | Reason="squares of large numbers would be subtracted"
func.func @counted(%given: tensor<2x?xf32> {ag.dims = [2, "m"]}) -> tensor<2xf32> {
  %c1 = arith.constant 1 : index
  %columns = tensor.dim %given, %c1 : tensor<2x?xf32>
  %x = ag.region "far" (%g = %given : tensor<2x?xf32>) -> tensor<2x?xf32> attributes {fuse = "within"} {
    %one = arith.constant 1 : index
    %m = tensor.dim %g, %one : tensor<2x?xf32>
    %far = arith.constant dense<1.0e3> : tensor<f32>
    %farb = ag.broadcast %far [] (%m) : tensor<f32> -> tensor<2x?xf32>
    %r = ag.add %g, %farb : tensor<2x?xf32>
    ag.yield %r : tensor<2x?xf32>
  }
  %i = arith.index_cast %columns : index to i64
  %f = arith.sitofp %i : i64 to f32
  %count = tensor.splat %f : tensor<2xf32>
  %sum = ag.reduce sum %x [1] : tensor<2x?xf32> -> tensor<2xf32>
  %mean = ag.div %sum, %count : tensor<2xf32>
  %meanb = ag.broadcast %mean [0] (%columns) : tensor<2xf32> -> tensor<2x?xf32>
  %d = ag.sub %x, %meanb : tensor<2x?xf32>
  %d2 = ag.mul %d, %d : tensor<2x?xf32>
  %sum2 = ag.reduce sum %d2 [1] : tensor<2x?xf32> -> tensor<2xf32>
  %var = ag.div %sum2, %count : tensor<2xf32>
  return %var : tensor<2xf32>
}
