// RUN: ag-opt --ag-call-device-math --split-input-file --verify-diagnostics %s

gpu.module @right {
  gpu.func @root(%x: f32, %y: memref<f32>) kernel {
    %0 = math.sqrt %x : f32
    %1 = math.floor %0 : f32
    %2 = math.log10 %1 : f32
    memref.store %2, %y[] : memref<f32>
    gpu.return
  }
}

// -----

// Those of libclc read past the ends of tables where an argument is large.
gpu.module @wrong {
  gpu.func @hyperbolic(%x: f64, %y: memref<f64>) kernel {
    // expected-error@+1 {{'math.cosh' of 'f64' is not compiled for target=cuda yet}}
    %0 = math.cosh %x : f64
    // expected-error@+1 {{'math.sinh' of 'f64' is not compiled for target=cuda yet}}
    %1 = math.sinh %0 : f64
    memref.store %1, %y[] : memref<f64>
    gpu.return
  }
}
