// Programs with each shape of kernel. test_faults.py seeds faults into their kernels and calls.

// Ops of a region that is not fused have kernels of their own.
func.func @softmax(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?x?xf32> {
  %c1 = arith.constant 1 : index
  %m = tensor.dim %x, %c1 : tensor<?x?xf32>
  %y = ag.region "apart" (%a = %x : tensor<?x?xf32>, %k = %m : index) -> tensor<?x?xf32> attributes {fuse = "never"} {
    %0 = ag.reduce max %a [1] : tensor<?x?xf32> -> tensor<?xf32>
    %1 = ag.broadcast %0 [0] (%k) : tensor<?xf32> -> tensor<?x?xf32>
    %2 = ag.sub %a, %1 : tensor<?x?xf32>
    %3 = ag.exp %2 : tensor<?x?xf32>
    %4 = ag.reduce sum %3 [1] : tensor<?x?xf32> -> tensor<?xf32>
    %5 = ag.broadcast %4 [0] (%k) : tensor<?xf32> -> tensor<?x?xf32>
    %6 = ag.div %3, %5 : tensor<?x?xf32>
    ag.yield %6 : tensor<?x?xf32>
  }
  return %y : tensor<?x?xf32>
}

func.func @sum(%x: tensor<8001xf32>) -> tensor<f32> {
  %0 = ag.reduce sum %x [0] : tensor<8001xf32> -> tensor<f32>
  return %0 : tensor<f32>
}

func.func @matmul(%x: tensor<?x40xf32> {ag.dims = ["n", 40]}, %y: tensor<40x37xf32>) -> tensor<?x37xf32> {
  %0 = ag.contract "nm,mo->no" %x, %y : tensor<?x40xf32>, tensor<40x37xf32> -> tensor<?x37xf32>
  return %0 : tensor<?x37xf32>
}

func.func @scatter(%x: tensor<4x?xf32> {ag.dims = [4, "n"]}, %i: tensor<6xi32>,
                   %u: tensor<6x?xf32> {ag.dims = [6, "n"]}) -> tensor<4x?xf32> {
  %0 = ag.scatter 0 drop %x, %i, %u : tensor<4x?xf32>, tensor<6xi32>, tensor<6x?xf32> -> tensor<4x?xf32>
  return %0 : tensor<4x?xf32>
}

func.func @chain(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf16> {
  %y = ag.region "apart" (%a = %x : tensor<?xf32>) -> tensor<?xf16> attributes {fuse = "never"} {
    %0 = ag.mul %a, %a : tensor<?xf32>
    %1 = ag.add %0, %a : tensor<?xf32>
    %2 = ag.floor %1 : tensor<?xf32>
    %3 = ag.cast %2 : tensor<?xf32> -> tensor<?xf16>
    ag.yield %3 : tensor<?xf16>
  }
  return %y : tensor<?xf16>
}

func.func @pad(%x: tensor<10xf32>, %v: tensor<f32>) -> tensor<12xf32> {
  %0 = ag.pad %x low [1] high [1] with %v : tensor<10xf32>, tensor<f32> -> tensor<12xf32>
  return %0 : tensor<12xf32>
}

func.func @gather(%x: tensor<4xf32>, %i: tensor<5xi32>) -> tensor<5xf32> {
  %0 = ag.gather 0 error %x, %i : tensor<4xf32>, tensor<5xi32> -> tensor<5xf32>
  return %0 : tensor<5xf32>
}
