// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IUniswapV2Factory, IUniswapV2Pair, UniswapV2} from "../../../anchors/UniswapV2.sol";
import {IUniswapV3FactoryAnchor, IUniswapV3PoolAnchor, UniswapV3} from "../../../anchors/UniswapV3.sol";
import {Asset} from "../../../src/common/Assets.sol";
import {AIServiceAMM} from "../../../src/exchange/AIServiceAMM.sol";
import {
    IUniswapV2Factory as IPairs,
    IUniswapV3Factory as IPools
} from "../../../src/executor/VenueInterfaces.sol";
import {AIServiceAMMAdapter} from "../../../src/shares/adapters/AIServiceAMMAdapter.sol";
import {ITradeAdapter} from "../../../src/shares/adapters/ITradeAdapter.sol";
import {UniswapV2Adapter} from "../../../src/shares/adapters/UniswapV2Adapter.sol";
import {UniswapV3Adapter} from "../../../src/shares/adapters/UniswapV3Adapter.sol";
import {Mandate, Trade} from "../../../src/shares/Mandate.sol";
import {IZooToken} from "../../support/tokens/TokenZoo.sol";
import {VaultSetup} from "./VaultSetup.sol";

/// @title Gold and silver for dollars at three real venues, each at the oracle's price and five million dollars deep a side
/// @dev Uniswap's bytecode is what npm carries. A zoo token can be minted by anybody, so pools are paid by minting.
abstract contract VenueSetup is VaultSetup {
    uint24 internal constant V3_FEE = 500;
    int24 private constant V3_TICK_MAX = 887_270;
    uint16 internal constant AMM_FEE_BPS = 10;

    IUniswapV2Factory internal pairs;
    IUniswapV3FactoryAnchor internal pools;
    AIServiceAMM internal amm;
    /// @dev Of version 2, of version 3, and ours.
    ITradeAdapter[3] internal adapters;
    /// @dev What each adapter wants to know beside the tokens.
    bytes[3] internal venueData;

    function setUp() public virtual override {
        super.setUp();
        pairs = UniswapV2.deployFactory();
        pools = UniswapV3.deployFactory();
        amm = new AIServiceAMM(address(authority));
        adapters[0] = new UniswapV2Adapter(IPairs(address(pairs)), 30);
        adapters[1] = new UniswapV3Adapter(IPools(address(pools)));
        adapters[2] = new AIServiceAMMAdapter(amm);
        venueData = [bytes(""), abi.encode(V3_FEE), abi.encode(AMM_FEE_BPS, uint16(0))];
        amm.setListed(address(usd), true);
        openPools(address(gold), 2_500 * GOLD, 5_000_000 * USD);
        openPools(address(silver), 200_000e8, 5_000_000 * USD);
        for (uint256 i = 0; i < 3; i++) {
            factory.setAdapter(address(adapters[i]), true);
        }
        vault = makeVault(terms(), venueMandate(), "venues");
        fund(alice, vault, 1_000_000 * USD);
        fund(bob, vault, 1_000_000 * USD);
    }

    function venueMandate() internal view returns (Mandate memory made) {
        made = mandate();
        made.adapters = new address[](3);
        for (uint256 i = 0; i < 3; i++) {
            made.adapters[i] = address(adapters[i]);
        }
    }

    /// @dev A pool of `token` against dollars at each venue.
    function openPools(address token, uint256 amount, uint256 dollars) internal {
        address pair = pairs.createPair(token, address(usd));
        IZooToken(token).mint(pair, amount);
        usd.mint(pair, dollars);
        IUniswapV2Pair(pair).mint(address(this));

        (uint256 amount0, uint256 amount1) = token < address(usd) ? (amount, dollars) : (dollars, amount);
        IUniswapV3PoolAnchor pool = IUniswapV3PoolAnchor(pools.createPool(token, address(usd), V3_FEE));
        pool.initialize(uint160(Math.sqrt(Math.mulDiv(amount1, 1 << 192, amount0))));
        pool.mint(address(this), -V3_TICK_MAX, V3_TICK_MAX, uint128(Math.sqrt(amount0 * amount1)), "");

        amm.setListed(token, true);
        AIServiceAMM.PoolKey memory key = ammKey(token);
        amm.createPool(key);
        IZooToken(token).mint(address(this), amount);
        usd.mint(address(this), dollars);
        approveMax(token, address(amm));
        approveMax(address(usd), address(amm));
        uint256 now_ = vm.getBlockTimestamp();
        amm.addLiquidity(AIServiceAMM.Deposit(key, amount0, amount1, 0, 0, address(this), now_));
    }

    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        IZooToken(IUniswapV3PoolAnchor(msg.sender).token0()).mint(msg.sender, amount0);
        IZooToken(IUniswapV3PoolAnchor(msg.sender).token1()).mint(msg.sender, amount1);
    }

    /// @dev So that a test can swap in a pool of version 3 by itself.
    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external {
        IUniswapV3PoolAnchor pool = IUniswapV3PoolAnchor(msg.sender);
        if (amount0 > 0) IZooToken(pool.token0()).mint(msg.sender, uint256(amount0));
        else IZooToken(pool.token1()).mint(msg.sender, uint256(amount1));
    }

    function pairOf(address token) internal view returns (IUniswapV2Pair) {
        return IUniswapV2Pair(IPairs(address(pairs)).getPair(token, address(usd)));
    }

    function poolOf(address token) internal view returns (IUniswapV3PoolAnchor) {
        return IUniswapV3PoolAnchor(pools.getPool(token, address(usd), V3_FEE));
    }

    function ammKey(address token) internal view returns (AIServiceAMM.PoolKey memory) {
        (address token0, address token1) = token < address(usd) ? (token, address(usd)) : (address(usd), token);
        return AIServiceAMM.PoolKey(Asset(token0, 0), Asset(token1, 0), AMM_FEE_BPS, 0);
    }

    /// @dev What selling `amountIn` at venue `which` gives now, found by doing it without the adapter, and undone.
    function soldDirectly(uint256 which, address tokenIn, address tokenOut, uint256 amountIn)
        internal
        returns (uint256 received)
    {
        uint256 state = vm.snapshotState();
        received = sellDirectly(which, tokenIn, tokenOut, amountIn);
        vm.revertToState(state);
    }

    /// @dev Sells at venue `which` without the adapter, as this test.
    function sellDirectly(uint256 which, address tokenIn, address tokenOut, uint256 amountIn)
        internal
        returns (uint256 received)
    {
        received = IZooToken(tokenOut).balanceOf(address(this));
        address token = tokenIn == address(usd) ? tokenOut : tokenIn;
        bool zeroForOne = tokenIn < tokenOut;
        if (which == 0) {
            IUniswapV2Pair pair = pairOf(token);
            IZooToken(tokenIn).mint(address(pair), amountIn);
            uint256 out = largestOut(pair, zeroForOne, amountIn);
            pair.swap(zeroForOne ? 0 : out, zeroForOne ? out : 0, address(this), "");
        } else if (which == 1) {
            uint160 limit = zeroForOne
                ? 4_295_128_740
                : 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_341;
            poolOf(token).swap(address(this), zeroForOne, int256(amountIn), limit, "");
        } else {
            IZooToken(tokenIn).mint(address(this), amountIn);
            uint256 now_ = vm.getBlockTimestamp();
            amm.swap(AIServiceAMM.SwapOrder(ammKey(token), zeroForOne, amountIn, 0, address(this), now_));
        }
        received = IZooToken(tokenOut).balanceOf(address(this)) - received;
    }

    /// @dev The most that the law of a pair lets out, searched for by that law: with 0.3 % of the input left out, the product
    /// of the balances must not fall.
    function largestOut(IUniswapV2Pair pair, bool zeroForOne, uint256 amountIn) internal view returns (uint256 out) {
        (uint256 reserveIn, uint256 reserveOut,) = pair.getReserves();
        if (!zeroForOne) (reserveIn, reserveOut) = (reserveOut, reserveIn);
        uint256 balanceIn = (reserveIn + amountIn) * 1_000 - amountIn * 3;
        uint256 high = reserveOut;
        while (high - out > 1) {
            uint256 middle = (out + high) / 2;
            if (balanceIn * (reserveOut - middle) >= reserveIn * reserveOut * 1_000) out = middle;
            else high = middle;
        }
    }

    function tradeAt(uint256 which, address tokenIn, address tokenOut, uint256 amountIn)
        internal
        view
        returns (Trade memory made)
    {
        made = tradeOf(tokenIn, tokenOut, amountIn);
        (made.adapter, made.data) = (address(adapters[which]), venueData[which]);
    }
}
