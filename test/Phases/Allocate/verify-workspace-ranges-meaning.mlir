// Each of two threads has its own buffer for the columns of a tile of rows that a mask leaves. Their number depends on the row,
// so that the bound of the buffer's size follows from the first and the last row. The rows that are left are another tile.
// RUN: ag-run %s --entry=upper --input=randn:1 --dim n=200 --dim m=230 --dim c=3 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %s --entry=lower --input=randn:1 --dim n=200 --dim m=230 --dim c=3 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %s --entry=window --input=randn:1 --dim n=200 --dim m=200 --dim c=3 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %s --entry=band --input=randn:1 --dim n=330 --dim m=330 --dim c=3 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %s --entry=upper --input=randn:1 --dim n=64 --dim m=64 --dim c=1 --on=cpu --march=%widest --threads=3 --same-as=%s
// RUN: ag-run %s --entry=upper --input=randn:1 --dim n=700 --dim m=700 --dim c=40 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %s --entry=window --input=randn:1 --dim n=0 --dim m=5 --dim c=3 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s

// Each row reads itself and the rows behind it.
func.func @upper(%s: tensor<?x?xf32> {ag.dims = ["n", "m"]}, %v: tensor<?x?xf32> {ag.dims = ["m", "c"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %s, %c0 : tensor<?x?xf32>
  %m = tensor.dim %s, %c1 : tensor<?x?xf32>
  %none = arith.constant dense<0xFF800000> : tensor<f32>
  %masked = ag.broadcast %none [] (%n, %m) : tensor<f32> -> tensor<?x?xf32>
  %rows = ag.iota 0 (%n, %m) : tensor<?x?xi32>
  %columns = ag.iota 1 (%n, %m) : tensor<?x?xi32>
  %isRead = ag.compare le %rows, %columns : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi1>
  %scores = ag.select %isRead, %s, %masked : tensor<?x?xi1>, tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %greatest = ag.reduce max %scores [1] : tensor<?x?xf32> -> tensor<?xf32>
  %each = ag.broadcast %greatest [0] (%m) : tensor<?xf32> -> tensor<?x?xf32>
  %below = ag.sub %scores, %each : tensor<?x?xf32>
  %exps = ag.exp %below : tensor<?x?xf32>
  %sum = ag.reduce sum %exps [1] : tensor<?x?xf32> -> tensor<?xf32>
  %eachSum = ag.broadcast %sum [0] (%m) : tensor<?xf32> -> tensor<?x?xf32>
  %weights = ag.div %exps, %eachSum : tensor<?x?xf32>
  %r = ag.contract "ij,jd->id" %weights, %v : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// Each row reads itself and the rows before it.
func.func @lower(%s: tensor<?x?xf32> {ag.dims = ["n", "m"]}, %v: tensor<?x?xf32> {ag.dims = ["m", "c"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %s, %c0 : tensor<?x?xf32>
  %m = tensor.dim %s, %c1 : tensor<?x?xf32>
  %none = arith.constant dense<0xFF800000> : tensor<f32>
  %masked = ag.broadcast %none [] (%n, %m) : tensor<f32> -> tensor<?x?xf32>
  %rows = ag.iota 0 (%n, %m) : tensor<?x?xi32>
  %columns = ag.iota 1 (%n, %m) : tensor<?x?xi32>
  %isRead = ag.compare ge %rows, %columns : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi1>
  %scores = ag.select %isRead, %s, %masked : tensor<?x?xi1>, tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %greatest = ag.reduce max %scores [1] : tensor<?x?xf32> -> tensor<?xf32>
  %each = ag.broadcast %greatest [0] (%m) : tensor<?xf32> -> tensor<?x?xf32>
  %below = ag.sub %scores, %each : tensor<?x?xf32>
  %exps = ag.exp %below : tensor<?x?xf32>
  %sum = ag.reduce sum %exps [1] : tensor<?x?xf32> -> tensor<?xf32>
  %eachSum = ag.broadcast %sum [0] (%m) : tensor<?xf32> -> tensor<?x?xf32>
  %weights = ag.div %exps, %eachSum : tensor<?x?xf32>
  %r = ag.contract "ij,jd->id" %weights, %v : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// Each row reads itself and the 70 rows behind it.
func.func @window(%s: tensor<?x?xf32> {ag.dims = ["n", "m"]}, %v: tensor<?x?xf32> {ag.dims = ["m", "c"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %s, %c0 : tensor<?x?xf32>
  %m = tensor.dim %s, %c1 : tensor<?x?xf32>
  %none = arith.constant dense<0xFF800000> : tensor<f32>
  %masked = ag.broadcast %none [] (%n, %m) : tensor<f32> -> tensor<?x?xf32>
  %rows = ag.iota 0 (%n, %m) : tensor<?x?xi32>
  %columns = ag.iota 1 (%n, %m) : tensor<?x?xi32>
  %number = arith.constant dense<70> : tensor<i32>
  %most = ag.broadcast %number [] (%n, %m) : tensor<i32> -> tensor<?x?xi32>
  %last = ag.add %rows, %most : tensor<?x?xi32>
  %isBelow = ag.compare le %rows, %columns : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi1>
  %isAbove = ag.compare le %columns, %last : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi1>
  %false = arith.constant dense<false> : tensor<i1>
  %no = ag.broadcast %false [] (%n, %m) : tensor<i1> -> tensor<?x?xi1>
  %isRead = ag.select %isBelow, %isAbove, %no : tensor<?x?xi1>, tensor<?x?xi1>, tensor<?x?xi1> -> tensor<?x?xi1>
  %scores = ag.select %isRead, %s, %masked : tensor<?x?xi1>, tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %greatest = ag.reduce max %scores [1] : tensor<?x?xf32> -> tensor<?xf32>
  %each = ag.broadcast %greatest [0] (%m) : tensor<?xf32> -> tensor<?x?xf32>
  %below = ag.sub %scores, %each : tensor<?x?xf32>
  %exps = ag.exp %below : tensor<?x?xf32>
  %sum = ag.reduce sum %exps [1] : tensor<?x?xf32> -> tensor<?xf32>
  %eachSum = ag.broadcast %sum [0] (%m) : tensor<?xf32> -> tensor<?x?xf32>
  %weights = ag.div %exps, %eachSum : tensor<?x?xf32>
  %r = ag.contract "ij,jd->id" %weights, %v : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// Each row reads the 33 rows on both sides.
func.func @band(%s: tensor<?x?xf32> {ag.dims = ["n", "m"]}, %v: tensor<?x?xf32> {ag.dims = ["m", "c"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %s, %c0 : tensor<?x?xf32>
  %m = tensor.dim %s, %c1 : tensor<?x?xf32>
  %none = arith.constant dense<0xFF800000> : tensor<f32>
  %masked = ag.broadcast %none [] (%n, %m) : tensor<f32> -> tensor<?x?xf32>
  %rows = ag.iota 0 (%n, %m) : tensor<?x?xi32>
  %columns = ag.iota 1 (%n, %m) : tensor<?x?xi32>
  %number = arith.constant dense<33> : tensor<i32>
  %most = ag.broadcast %number [] (%n, %m) : tensor<i32> -> tensor<?x?xi32>
  %lastRow = ag.add %columns, %most : tensor<?x?xi32>
  %last = ag.add %rows, %most : tensor<?x?xi32>
  %isBelow = ag.compare le %columns, %last : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi1>
  %isAbove = ag.compare le %rows, %lastRow : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi1>
  %false = arith.constant dense<false> : tensor<i1>
  %no = ag.broadcast %false [] (%n, %m) : tensor<i1> -> tensor<?x?xi1>
  %isRead = ag.select %isBelow, %isAbove, %no : tensor<?x?xi1>, tensor<?x?xi1>, tensor<?x?xi1> -> tensor<?x?xi1>
  %scores = ag.select %isRead, %s, %masked : tensor<?x?xi1>, tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %greatest = ag.reduce max %scores [1] : tensor<?x?xf32> -> tensor<?xf32>
  %each = ag.broadcast %greatest [0] (%m) : tensor<?xf32> -> tensor<?x?xf32>
  %below = ag.sub %scores, %each : tensor<?x?xf32>
  %exps = ag.exp %below : tensor<?x?xf32>
  %sum = ag.reduce sum %exps [1] : tensor<?x?xf32> -> tensor<?xf32>
  %eachSum = ag.broadcast %sum [0] (%m) : tensor<?xf32> -> tensor<?x?xf32>
  %weights = ag.div %exps, %eachSum : tensor<?x?xf32>
  %r = ag.contract "ij,jd->id" %weights, %v : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}
